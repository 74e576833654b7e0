// A number that only a script shows, in a script that is heavier than pages may load.
document.getElementById('number').textContent = '42';
