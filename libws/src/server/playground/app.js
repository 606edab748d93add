const facts = document.getElementById('facts');
try {
    const reply = await fetch('/dev/info');
    facts.textContent = JSON.stringify(await reply.json(), null, 2);
} catch (failure) {
    facts.textContent = `The server does not answer: ${failure.message}`;
}
