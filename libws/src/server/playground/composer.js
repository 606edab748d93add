// The form that publishes, as the app's backend or as this client.

import { byId } from './element.js';
import { publishAsBackend } from './server.js';

/** JSON as it is written; anything else is a text. */
function dataOf(written) {
    try {
        return JSON.parse(written);
    } catch {
        return { text: written };
    }
}

/** `connection` gives the present connection, or undefined. */
export function setUpComposer(connection) {
    const form = byId('publish');
    const note = byId('published');

    async function publish() {
        const channel = form.elements.target.value.trim();
        const data = dataOf(form.elements.data.value.trim());
        if (form.elements.as.value === 'backend') {
            const { offset } = await publishAsBackend(channel, data);
            return `Published to ${channel}${offset === undefined ? '' : ` at offset ${offset}`}.`;
        }
        if (!connection())
            throw new Error('Sign in first.');
        await connection().publish(channel, data);
        return `Published to ${channel} as this client.`;
    }

    form.addEventListener('submit', async (event) => {
        event.preventDefault();
        try {
            note.textContent = await publish();
            note.className = 'note';
            form.elements.data.value = '';
        } catch (failure) {
            const { code, message } = failure;
            note.textContent = `Not published: ${code === undefined ? message : `${code} ${message}`}`;
            note.className = 'error';
        }
    });
    form.elements.data.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing)
            return;
        event.preventDefault();
        form.requestSubmit();
    });
}
