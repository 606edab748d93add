// The form that says who one is.

import { byId } from './element.js';

const fields = ['user', 'org', 'role', 'permissions', 'lifetime'];

/** Calls `enter` with a person {user, org, role, permissions, lifetime} when the form is sent. */
export function setUpSignIn(enter) {
    const form = byId('sign-in');
    const picks = [...byId('picks').children];

    function show() {
        form.elements.role.disabled = form.elements.org.value.trim() === '';
        for (const pick of picks)
            pick.ariaPressed = String(pick.dataset.user === form.elements.user.value);
    }

    // A link may say who: /?user=ben&org=acme
    for (const [name, value] of new URLSearchParams(location.search))
        if (fields.includes(name))
            form.elements[name].value = value;
    show();

    form.addEventListener('input', show);
    byId('picks').addEventListener('click', ({ target }) => {
        if (!target.dataset.user)
            return;
        form.elements.user.value = target.dataset.user;
        show();
    });
    form.addEventListener('submit', (event) => {
        event.preventDefault();
        enter(Object.fromEntries(fields.map((name) => [name, form.elements[name].value.trim()])));
    });
}

/** Shows the form, or who is signed in. */
export function showSession(session) {
    byId('sign-in').hidden = session !== undefined;
    byId('signed-in').hidden = session === undefined;
    if (!session)
        return;
    const { user, org, role, id } = session;
    byId('avatar').textContent = user.slice(0, 1);
    byId('name').textContent = user;
    byId('membership').textContent = org ? `${role} of ${org}` : 'in no organisation';
    byId('session').textContent = id;
    byId('session').title = id;
    const other = new URLSearchParams({ user: user === 'ben' ? 'anna' : 'ben', ...(org && { org, role }) });
    byId('second').href = `/?${other}`;
}
