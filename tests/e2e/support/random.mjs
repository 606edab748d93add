// Random numbers that are the same in every run, so that a failure can be repeated.

export function generator(seed) {
    let state = seed >>> 0;
    /** 0 ≤ n < limit. (mulberry32) */
    return (limit) => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = Math.imul(state ^ (state >>> 15), state | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
    };
}

export const randomBytes = (random, length) => Buffer.from(Array.from({ length }, () => random(256)));
