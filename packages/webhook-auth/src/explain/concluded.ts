import { type CauseName, explainCauses } from './causes.ts'
import { differenceOf } from './difference.ts'
import type { Cause, Determined, Explanation, Refusal, Undetermined } from './explanation.ts'
import { hintsOf } from './hints.ts'
import type { Change, Situation } from './hypothesis.ts'
import { masked } from './masked.ts'
import type { Searched } from './search.ts'
import { timeCauses } from './time.ts'
import type { Fit } from './workbench.ts'

/** What a conclusion needs besides what was found. */
export interface Asked {
  readonly verdict: Refusal
  readonly now: number
  /** Whether what was checked is no bytes. */
  readonly isParsed: boolean
  readonly spellings: readonly string[]
  /** If not as the scheme says. */
  readonly toleranceSeconds: number | null
}

/** What was found, as it is told: without a secret in any text of it. */
export function concluded(given: Situation, found: Searched, asked: Asked): Explanation {
  const { fit, tried } = found
  const causes = fit === undefined ? [] : causesOf(given, fit, asked)
  if (fit === undefined || causes.length === 0) return undetermined(given, found, asked)
  const { spellings, verdict } = asked
  const difference = differenceOf(given, fit.situation, spellings)
  const remedies = new Set(causes.map(({ name }) => explainCauses[name].remedy))
  const result: Determined = {
    ok: false,
    determined: true,
    verdict,
    causes: causes.map((one) => ({ ...one, detail: masked(one.detail, spellings) })),
    ...(difference !== undefined && { difference }),
    remedy: [...remedies].map(sentence).join(' '),
    tried,
  }
  return result
}

function undetermined(given: Situation, found: Searched, asked: Asked): Undetermined {
  return {
    ok: false,
    determined: false,
    verdict: asked.verdict,
    ruledOut: [...new Set(found.alone.map(({ cause }) => cause))].filter(
      (one) => !found.untried.has(one),
    ),
    untried: [...found.untried],
    complete: found.complete,
    hints: [
      ...(asked.isParsed ? ['The body is no bytes, but what a parser made of them.'] : []),
      ...hintsOf(given, asked.verdict),
    ].map((one) => masked(one, asked.spellings)),
    remedy:
      'Capture the bytes of one delivery where they arrive, before anything reads them, and copy the secret again.',
    tried: found.tried,
  }
}

const cause = (name: CauseName, detail: string): Cause => ({
  name,
  about: explainCauses[name].about,
  detail,
})

function causesOf(given: Situation, fit: Fit, asked: Asked): readonly Cause[] {
  const { situation, reading, key } = fit
  const { now, isParsed, toleranceSeconds } = asked
  const isGiven = given.keys.some(({ id, text }) => id === key.id && text === key.text)
  const allowed = toleranceSeconds ?? situation.scheme.toleranceSeconds
  return [
    ...(isParsed ? [cause('body_parsed', 'JSON.stringify wrote it anew')] : []),
    ...together(fit.changes),
    ...(isGiven && reading.keyId !== undefined && reading.keyId !== key.id
      ? [cause('secret_id', `it is signed with "${key.id}", and names another`)]
      : []),
    ...(now >= key.notAfter ? [cause('secret_expired', `"${key.id}" ended before`)] : []),
    ...(now < key.notBefore ? [cause('secret_not_yet_valid', `"${key.id}" begins later`)] : []),
    ...timeCauses(reading, now, (allowed ?? Infinity) * 1_000),
  ]
}

/** Two changes of one name are one cause. */
function together(changes: readonly Change[]): readonly Cause[] {
  const names = [...new Set(changes.map((one) => one.cause))]
  return names.map((name) => {
    const details = changes.filter((one) => one.cause === name).map(({ detail }) => detail)
    return cause(name, [...new Set(details)].join('; '))
  })
}

const sentence = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}.`
