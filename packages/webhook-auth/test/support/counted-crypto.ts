type Crypto = typeof import('node:crypto')

/** What the platform was asked for since the last {@link reset}. */
export const calls = { macs: 0, comparisons: 0, verifications: 0 }

export const reset = (): void =>
  void Object.assign(calls, { macs: 0, comparisons: 0, verifications: 0 })

/** The platform's own, counted: for `vi.mock('node:crypto', …)`, which each file must say for itself. */
export function counted(real: Crypto): Crypto {
  const counting =
    <A extends readonly unknown[], R>(name: keyof typeof calls, call: (...given: A) => R) =>
    (...given: A): R => {
      calls[name]++
      return call(...given)
    }
  return {
    ...real,
    createHmac: counting('macs', real.createHmac),
    timingSafeEqual: counting('comparisons', real.timingSafeEqual),
    verify: counting('verifications', real.verify) as Crypto['verify'],
  }
}
