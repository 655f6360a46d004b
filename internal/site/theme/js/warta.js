/* Nothing here is needed to read. No cookie, no storage, no other host. */
(function(d,w,n){
'use strict'
var one=function(s,e){return(e||d).querySelector(s)},all=function(s,f){d.querySelectorAll(s).forEach(f)}

/* Copy, with one polite confirmation. */
function said(b,t){var p=one('[role=status]',b.closest('.share'));if(!p)return;p.textContent='';setTimeout(function(){p.textContent=t},50)}
function copy(t){
if(n.clipboard&&w.isSecureContext)return n.clipboard.writeText(t)
return new Promise(function(ok,no){
var i=d.createElement('textarea');i.value=t;i.className='vh';d.body.append(i);i.select()
var done=d.execCommand('copy');i.remove();done?ok():no()})
}
all('[data-copy]',function(b){
b.hidden=false
b.addEventListener('click',function(){
copy(b.dataset.copy).then(function(){b.focus();said(b,b.dataset.done)},function(){
var i=one('.addr',b.parentNode);if(i){i.classList.add('on');i.focus();i.select()}})})})
all('[data-share]',function(b){
if(!n.share)return
b.hidden=false
b.addEventListener('click',function(){n.share({title:one('h1').textContent,url:b.dataset.share}).catch(function(){})})})

/* One reading, once the page was looked at for a second. */
var art=one('[data-beacon]'),timer
function look(){
clearTimeout(timer)
if(d.visibilityState==='visible')timer=setTimeout(function(){
d.removeEventListener('visibilitychange',look)
n.sendBeacon&&n.sendBeacon(art.dataset.beacon)},1000)}
if(art){d.addEventListener('visibilitychange',look);look()}

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

/* Another house's player, only after the click that names it. */
all('.embed-load',function(b){
b.hidden=false
b.addEventListener('click',function(){
var f=d.createElement('iframe');f.src=b.dataset.url;f.title=b.textContent;f.allow='fullscreen; encrypted-media';f.referrerPolicy='strict-origin-when-cross-origin'
b.replaceWith(f);f.tabIndex=-1;f.focus()})})
})(document,window,navigator)
