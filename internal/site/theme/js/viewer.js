/* Photos of a row, large. warta.js loads this when a reader opens the first
one; until then, and without scripts, a photo is a link to its largest file. */
(function(d,w){
'use strict'
var box,img,cap,num,prev,next,list=[],at=0,word=[]
function el(name,parent){var e=d.createElement(name);parent.append(e);return e}
function button(text,label,f){
var b=el('button',box);b.type='button';b.textContent=text;b.setAttribute('aria-label',label)
b.addEventListener('click',f);return b}

/* Style that costs nothing before: the policy allows rules, not new sheets. */
var sheet=d.styleSheets[0];
['.viewer{position:fixed;inset:0;width:100%;height:100%;max-width:none;max-height:none;margin:0;padding:0;border:0;background:#14120f;color:#ede8dd;overflow:auto;overscroll-behavior:contain}',
'.viewer::backdrop{background:#14120f}',
'html:has(.viewer[open]){overflow:hidden}',
'.viewer figure{display:flex;flex-direction:column;min-height:100%;margin:0;padding:48px 0 0;box-sizing:border-box;touch-action:pan-y pinch-zoom}',
'.viewer figure img{flex:1 1 0;min-height:min(60vh,16rem);width:100%;object-fit:contain;background:none}',
'.viewer figcaption{box-sizing:border-box;width:100%;max-width:46rem;margin:0 auto;padding:12px 56px 16px;color:#ede8dd;min-height:4.5rem}',
'.viewer figcaption span{color:#b8b1a3}',
'.viewer p{position:absolute;top:0;left:16px;margin:0;font:600 .8125rem/48px Jakarta,sans-serif;font-variant-numeric:tabular-nums;color:#ede8dd}',
'.viewer button{position:absolute;width:48px;height:48px;padding:0;border:1px solid transparent;background:#14120fcc;color:#ede8dd;font:1.75rem/1 Georgia,serif;cursor:pointer}',
'.viewer button:hover{color:#ff8a7a}',
'.viewer button:focus-visible{outline:2px solid #8ab8ff;outline-offset:-4px}',
'.viewer button:disabled{opacity:.3;cursor:default}',
'.viewer button:nth-of-type(1){top:0;right:0}',
'.viewer button:nth-of-type(2){top:45%;left:0}',
'.viewer button:nth-of-type(3){top:45%;right:0}',
'@media(forced-colors:active){.viewer button{border-color:currentColor}}'
].forEach(function(r){try{sheet.insertRule(r,sheet.cssRules.length)}catch(x){}})

function build(){
box=el('dialog',d.body);box.className='viewer';box.setAttribute('aria-label',word[0])
num=el('p',box);num.setAttribute('role','status')
button('\u00d7',word[3],function(){box.close()})
prev=button('\u2039',word[1],function(){show(at-1)})
next=button('\u203a',word[2],function(){show(at+1)})
var f=el('figure',box),x=null
img=el('img',f);cap=el('figcaption',f)
box.addEventListener('keydown',function(e){
var to={ArrowLeft:at-1,ArrowRight:at+1,Home:0,End:list.length-1}[e.key]
if(to!==undefined&&!e.ctrlKey&&!e.altKey&&!e.metaKey){e.preventDefault();show(to)}})
f.addEventListener('touchstart',function(e){x=e.touches.length>1?null:e.touches[0].clientX},{passive:true})
f.addEventListener('touchend',function(e){
var by=x===null?0:e.changedTouches[0].clientX-x;x=null
if(Math.abs(by)>48&&!(w.visualViewport&&w.visualViewport.scale>1.05))show(at+(by<0?1:-1))})
box.addEventListener('close',function(){
if(history.state&&history.state.photo)history.back()
list[at].focus()})
w.addEventListener('popstate',function(){if(box.open)box.close()})}

function show(n){
if(n<0||n>=list.length)return
at=n
var a=list[n],f=a.closest('figure'),small=a.querySelector('img'),c=f.querySelector('figcaption')
img.removeAttribute('srcset');img.alt=small.alt;img.sizes='100vw';img.src=a.href
if(small.srcset)img.srcset=small.srcset
cap.replaceChildren.apply(cap,c?c.cloneNode(true).childNodes:[])
num.textContent=word[4].replace(/[12]/g,function(k){return k=='1'?n+1:list.length})
if((d.activeElement==prev&&n==0)||(d.activeElement==next&&n==list.length-1))box.querySelector('button').focus()
prev.disabled=n==0;next.disabled=n==list.length-1
box.scrollTop=0
if(f.id)history.replaceState({photo:1},'','#'+f.id)
if(list[n+1])new Image().src=list[n+1].href}

w.wartaViewer=function(a){
/* What a reader has not uncovered is not in the row. */
list=[].filter.call(d.querySelectorAll('a[data-viewer]'),function(x){return!x.closest('details:not([open])')&&!x.closest('[hidden]')})
word=(a.closest('[data-viewer-words]')||d.body).dataset.viewerWords
word=word?word.split('|'):['','\u2039','\u203a','\u00d7','1 / 2']
if(!box)build()
history.pushState({photo:1},'')
box.showModal()
show(list.indexOf(a))}
})(document,window)
