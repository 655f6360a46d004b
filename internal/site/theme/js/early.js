(function(e,n){e.className='js'+(n.share?' ws':'')+(n.connection&&n.connection.saveData?' sd':'')})(document.documentElement,navigator)
