/* Before the first paint: what the reader chose, so that nothing flashes. */
(function(e,d,n){
var s={},c=n.connection||{},m=d.querySelectorAll('meta[name=theme-color]'),i
try{s=JSON.parse(localStorage.warta||'{}')||s}catch(x){}
e.className='js'+(n.share?' ws':'')+(c.saveData?' sd':'')+(s.lite||s.lite!==0&&(c.saveData||/2g/.test(c.effectiveType))?' sl':'')
/* A phone that comes from elsewhere gets text and photo first; warta.js fetches the typefaces for its next page. */
if(innerWidth<640&&d.referrer.indexOf(location.origin+'/'))e.className+=' nf'
if(s.size)e.dataset.size=s.size
if(s.theme){
e.dataset.theme=s.theme
for(i=0;i<m.length;i++)m[i].media=m[i].dataset.for==s.theme?'all':'not all'}
})(document.documentElement,document,navigator)
