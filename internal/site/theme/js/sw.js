/* Offline reading, when the reader asked for it: the last articles, the page of
what is kept, the scripts. C is written before this text by the server. */
'use strict'
var PAGES='warta-pages',FILES='warta-files',MOST=50,PATIENCE=3000
function name(path){return path.split('/').pop()}
self.addEventListener('install',function(e){
e.waitUntil(caches.delete(FILES).then(function(){return caches.open(FILES)}).then(function(c){return c.addAll([C.saved].concat(C.files))}).then(function(){return self.skipWaiting()}))})
self.addEventListener('activate',function(e){e.waitUntil(self.clients.claim())})
self.addEventListener('fetch',function(e){
var r=e.request,u=new URL(r.url),p=u.pathname
if(r.method!=='GET'||u.origin!==location.origin)return
if(!p.indexOf('/-/assets/')){
var f=C.files.filter(function(x){return name(x)===name(p)})[0]
if(f)e.respondWith(p===f?caches.match(f).then(function(a){return a||fetch(r)}):fetch(r).catch(function(){return caches.match(f)}))
return}
if(r.mode==='navigate'&&!C.never.some(function(x){return p===x||!p.indexOf(x+'/')}))e.respondWith(page(e,r,u))})
/* The network first; a kept copy when that fails or takes too long. */
function page(e,r,u){
var n=u.searchParams.get(C.page),key=u.pathname+(n?'?'+C.page+'='+n:'')
var old=caches.open(PAGES).then(function(c){return c.match(key)})
var now=fetch(r).then(function(a){
if(a.status>499)return old.then(function(o){return o||a})
if(a.status===200&&u.pathname===C.saved)e.waitUntil(put(FILES,C.saved,a.clone()))
else if(a.status===200&&a.headers.get('Warta-Page')==='article')e.waitUntil(put(PAGES,key,a.clone()))
else if(a.status===404||a.status===410)e.waitUntil(drop(u.pathname))
return a}).catch(function(){return old.then(function(o){return o||caches.match(C.saved)})})
e.waitUntil(now)
return Promise.race([now,new Promise(function(ok){setTimeout(ok,PATIENCE)}).then(function(){return old}).then(function(o){return o||now})])}
function put(where,key,a){return caches.open(where).then(function(c){
return c.delete(key).then(function(){return c.put(key,a)}).then(function(){return c.keys()}).then(function(all){
return where===PAGES&&Promise.all(all.slice(0,Math.max(0,all.length-MOST)).map(function(k){return c.delete(k)}))})})}
/* What was withdrawn goes in every form. */
function drop(path){
var plain=!path.indexOf(C.lite+'/')?path.slice(C.lite.length):path
return caches.open(PAGES).then(function(c){return c.keys().then(function(all){return Promise.all(all.map(function(k){
var p=new URL(k.url).pathname
return(p===plain||p===C.lite+plain)&&c.delete(k)}))})})}
