// Small helpers for the document.

export const byId = (id) => document.getElementById(id);

/** A new element: `properties` are set on it (`data` on its dataset), children are nodes or texts. */
export function element(tag, { data = {}, ...properties } = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    Object.assign(made.dataset, data);
    made.append(...children.filter((child) => child !== undefined && child !== null));
    return made;
}

const hues = 6;
const seen = new Map(); // channel → its colour's number, given in the order they are first shown

/** A dot in the colour that the channel has everywhere on this page. */
export function swatch(channel) {
    if (!seen.has(channel))
        seen.set(channel, seen.size % hues);
    return element('span', { className: 'swatch', data: { hue: seen.get(channel) }, ariaHidden: 'true' });
}
