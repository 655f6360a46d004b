/* Nothing here is needed to read. No cookie, no other host; nothing is stored
before the reader switches something on. */
(function(d,w,n){
'use strict'
var one=function(s,e){return(e||d).querySelector(s)},all=function(s,f){d.querySelectorAll(s).forEach(f)}
var root=d.documentElement,address=d.currentScript.dataset.tools

/* The reader's settings, in one entry that goes when all is as it was. */
function get(k){try{return w.localStorage.getItem(k)||''}catch(x){return''}}
function settings(){try{return JSON.parse(get('warta')||'{}')||{}}catch(x){return{}}}
function set(k,v){
var s=settings();if(v===undefined)delete s[k];else s[k]=v
try{if(Object.keys(s).length)w.localStorage.warta=JSON.stringify(s);else w.localStorage.removeItem('warta')}catch(x){}}

/* tools.js comes when something needs it. */
var asked
function tools(f){
asked=asked||new Promise(function(ok,no){var s=d.createElement('script');s.src=address;s.onload=function(){ok(w.wartaTools)};s.onerror=no;d.head.append(s)})
asked.then(f,function(){asked=0})}

/* One polite word in the region beside a control, said anew each time. */
function say(b,t){var p=one('[role=status]',b.closest('.share,.tools,main'));if(!p)return;p.textContent='';setTimeout(function(){p.textContent=t},50)}
function copy(t){
if(n.clipboard&&w.isSecureContext)return n.clipboard.writeText(t)
return new Promise(function(ok,no){
var i=d.createElement('textarea');i.value=t;i.className='vh';d.body.append(i);i.select()
var done=d.execCommand('copy');i.remove();done?ok():no()})}

/* The drawn icon and the manifest can wait for the page; without scripts a
browser asks for /favicon.ico. */
var own=d.currentScript.dataset
function link(rel,href){var l=d.createElement('link');l.rel=rel;l.href=href;d.head.append(l)}
w.addEventListener('load',function(){link('icon',own.icon);link('manifest','/manifest.webmanifest')})

var panel=one('.tools')
/* The panel's looks come when it is opened. */
if(panel)panel.addEventListener('toggle',function(){link('stylesheet',own.panel)},{once:true})
var clicks={
copy:function(b){copy(b.dataset.copy).then(function(){b.focus();say(b,b.dataset.done)},function(){
var i=one('.addr',b.parentNode);if(i){i.classList.add('on');i.focus();i.select()}})},
share:function(b){n.share({title:one('h1').textContent,url:b.dataset.share}).catch(function(){})},
save:function(b){tools(function(t){say(b,t.save(b)?b.dataset.done:b.dataset.undone)})},
lite:function(){set('lite',1)},
nolite:function(){set('lite',0);root.classList.remove('sl')},
/* Photos of a row, large; their script comes with the first. */
viewer:function(b,e){
if(e.ctrlKey||e.metaKey||e.shiftKey||!w.HTMLDialogElement)return
e.preventDefault()
if(w.wartaViewer)return w.wartaViewer(b)
var s=d.createElement('script');s.src=b.dataset.viewer;s.onload=function(){w.wartaViewer(b)};s.onerror=function(){w.location=b.href};d.head.append(s)},
/* Another house's player, only after the click that names it. */
url:function(b){
if(!b.matches('.embed-load'))return
var f=d.createElement('iframe');f.src=b.dataset.url;f.title=b.textContent;f.allow='fullscreen; encrypted-media';f.referrerPolicy='strict-origin-when-cross-origin'
b.replaceWith(f);f.tabIndex=-1;f.focus()}}
d.addEventListener('click',function(e){
if(panel&&panel.open&&!panel.contains(e.target))panel.open=false
var b=e.target.closest&&e.target.closest('button,a[data-lite],a[data-viewer]'),k
if(b)for(k in clicks)if(k in b.dataset)clicks[k](b,e)})
d.addEventListener('keydown',function(e){if(e.key=='Escape'&&panel&&panel.open){panel.open=false;one('summary',panel).focus()}})

/* The panel: shows what is set when it opens, and sets what is chosen. */
var choices={
theme:function(v){
if(v)root.dataset.theme=v;else delete root.dataset.theme
all('meta[name=theme-color]',function(m){
m.media=v?m.dataset.for==v?'all':'not all':'(prefers-color-scheme: '+m.dataset.for+')'})},
size:function(v){if(v)root.dataset.size=v;else delete root.dataset.size},
resume:function(on){tools(function(t){t.resume(on)})},
offline:function(on,i){tools(function(t){t.offline(on).then(function(){say(i,i.dataset[on?'yes':'no'])},function(){i.checked=false;set('offline');say(i,i.dataset.fail)})})}}
if(panel){
panel.addEventListener('focusout',function(e){if(e.relatedTarget&&!panel.contains(e.relatedTarget))panel.open=false})
panel.addEventListener('toggle',function(){
var s=settings()
all('.tools input',function(i){i.checked=i.type=='radio'?i.value==(s[i.name]||''):!!s[i.name]
if(i.name=='offline')i.closest('label').hidden=!n.serviceWorker||!w.caches})})
panel.addEventListener('change',function(e){
var i=e.target,v=i.type=='radio'?i.value:i.checked?1:''
set(i.name,v||undefined);choices[i.name](v,i)})}

all('[data-copy],.embed-load',function(b){b.hidden=false})
if(n.share)all('[data-share]',function(b){b.hidden=false})
all('[data-save]',function(b){b.hidden=false;b.setAttribute('aria-pressed',get('warta_saved').indexOf('"'+b.dataset.save+'"')>0)})
var s=settings(),saved=one('[data-saved]')
if(saved||s.resume||s.offline)tools(function(t){if(saved)t.list(saved);if(s.resume)t.resume(1);if(s.offline)t.offline(1)})

/* One reading, once the page was looked at for a second; the newsroom's own
browsers, which say so once, are no readers. */
var art=one('[data-beacon]'),timer
function look(){
clearTimeout(timer)
if(d.visibilityState==='visible')timer=setTimeout(function(){
d.removeEventListener('visibilitychange',look)
n.sendBeacon&&n.sendBeacon(art.dataset.beacon+'?dari='+encodeURIComponent(d.referrer.split('/')[2]||''))},1000)}
if(art&&!get('warta_staff')){d.addEventListener('visibilitychange',look);look()}

/* The typefaces of the next page, when this one is done (js/early.js). */
if(/ nf\b/.test(d.documentElement.className)&&!(n.connection||{}).saveData)w.addEventListener('load',function(){setTimeout(function(){
d.fonts.forEach(function(f){f.display=='optional'&&f.load()})},1500)})

/* "12 menit lalu", under 24 hours; the full time stays in title. */
var words=(d.body.dataset.ago||'').split('|')
function ago(t){
var m=Math.floor((Date.now()-t)/6e4),h=Math.floor(m/60)
if(m<0||h>23)return''
if(m<1)return words[0]
var k=h?h:m,s=words[(h?3:1)+(k>1?1:0)]
return s&&s.replace(k>1?'2':'1',k)}
/* A date on two lines stays: one line less would move what stands below. */
if(words.length>4){var late=[]
all('.card time',function(e){var s=ago(Date.parse(e.dateTime));if(s&&e.getClientRects().length<2)late.push([e,s])})
late.forEach(function(x){x[0].title=x[0].textContent;x[0].textContent=x[1]})}
})(document,window,navigator)
