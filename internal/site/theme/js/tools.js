/* Saved articles, "continue reading" and offline reading: loaded when the reader
uses one of them, and kept in this browser alone. */
(function(d,w,n){
'use strict'
var PAGES='warta-pages',MOST=50,SAVED='warta_saved',LEFT='warta_left'
var one=function(s,e){return(e||d).querySelector(s)}
/* A preview below /-/ is kept nowhere. */
var path=location.pathname,text=path.indexOf('/-/')&&one('.p-article .art .body'),panel=one('.tools')
function read(k){try{return JSON.parse(w.localStorage.getItem(k))||[]}catch(x){return[]}}
function write(k,v){try{if(v.length)w.localStorage.setItem(k,JSON.stringify(v));else w.localStorage.removeItem(k)}catch(x){}}
function without(list,u){return list.filter(function(x){return x.u!==u})}
/* What is said of an article in a list: address, headline, printed date. */
function entry(u){var t=one('.info time');return{u:u,h:one('h1').textContent,t:t?t.dateTime:'',d:t?t.textContent:''}}

/* save turns the mark of this article over and says whether it is there now. */
function save(b){
var u=b.dataset.save,list=read(SAVED),rest=without(list,u),on=rest.length===list.length
if(on)rest.unshift(entry(u))
write(SAVED,rest.slice(0,200));b.setAttribute('aria-pressed',on)
return on}

/* resume: the block of the text that was on top when the reader left. */
var listens
function top(){
var all=text.children,i=0
while(i<all.length&&all[i].getBoundingClientRect().bottom<90)i++
return i}
function leave(){
var i=top(),rest=without(read(LEFT),path)
if(i>1&&i<text.children.length-1){var x=entry(path);x.i=i;rest.unshift(x)}
write(LEFT,rest.slice(0,MOST))}
function hidden(){if(d.visibilityState==='hidden')leave()}
function resume(on){
if(!on){write(LEFT,[]);if(listens)d.removeEventListener('visibilitychange',hidden);listens=0;return}
if(!text||listens)return
listens=1
var was=read(LEFT).filter(function(x){return x.u===path})[0]
d.addEventListener('visibilitychange',hidden)
if(was&&text.children[was.i]&&!location.hash&&w.scrollY<200)offer(text.children[was.i])}
function offer(to){
var bar=d.createElement('p'),go=d.createElement('button'),no=d.createElement('button')
bar.className='resume';go.type=no.type='button';go.textContent=panel.dataset.resume;no.textContent=panel.dataset.close
go.onclick=function(){bar.remove();to.tabIndex=-1;to.focus({preventScroll:true});to.scrollIntoView({block:'start'})}
no.onclick=function(){bar.remove()}
bar.append(go,no);one('main').append(bar)}

/* offline: the service worker is there exactly as long as it is wanted. */
function offline(on){
if(!n.serviceWorker)return Promise.reject()
if(on)return n.serviceWorker.register('/sw.js').then(function(){
if(text)return w.caches.open(PAGES).then(function(c){return c.match(path).then(function(x){return x||c.add(path)})})})
return n.serviceWorker.getRegistrations().then(function(all){return Promise.all(all.map(function(r){return r.unregister()}))})
.then(function(){return w.caches.keys()}).then(function(all){return Promise.all(all.filter(function(k){return!k.indexOf('warta-')}).map(function(k){return w.caches.delete(k)}))})}
function kept(){
if(!w.caches)return Promise.resolve([])
return w.caches.has(PAGES).then(function(is){return is?w.caches.open(PAGES):0}).then(function(c){
return c?c.keys().then(function(all){return Promise.all(all.reverse().map(function(k){return c.match(k).then(function(a){return a.text()}).then(function(t){
var p=new DOMParser().parseFromString(t,'text/html'),h=one('h1',p),x=one('.info time',p)
return{u:new URL(k.url).pathname,h:h?h.textContent:k.url,t:x?x.dateTime:'',d:x?x.textContent:''}})}))}):[]})}

/* list fills the page of what is kept here. */
function list(box){
function part(name,list,key){
var s=one('[data-list='+name+']',box),ul=one('ul',s)
ul.textContent='';s.hidden=!list.length
list.forEach(function(x){
var li=d.createElement('li'),h=d.createElement('h3'),a=d.createElement('a')
a.href=x.u;a.textContent=x.h;h.append(a);li.append(h)
if(x.d){var p=d.createElement('p'),t=d.createElement('time');p.className='meta';t.dateTime=x.t;t.textContent=x.d;p.append(t);li.append(p)}
if(key){var b=d.createElement('button');b.type='button';b.textContent=box.dataset.remove;b.setAttribute('aria-label',box.dataset.remove+': '+x.h)
b.onclick=function(){write(key,without(read(key),x.u));list=part(name,read(key),key);empty();one('h1').tabIndex=-1;one('h1').focus()};li.append(b)}
ul.append(li)})
return list}
function empty(){one('[data-empty]',box).hidden=!!one('section:not([hidden])',box)}
if(path!==box.dataset.saved)one('[data-lost]',box).hidden=false
part('saved',read(SAVED),SAVED);part('left',read(LEFT),LEFT)
kept().then(function(x){part('kept',x);empty()},empty)}

w.wartaTools={save:save,resume:resume,offline:offline,list:list}
})(document,window,navigator)
