import type { Flag } from './flag.ts'

/** What is wrong with a value of a flag; undefined where nothing is. */
export function valueFault(flag: Flag, value: unknown): string | undefined {
  const wanted = missed(flag, value)
  return wanted && `must be ${wanted}, got ${shown(value)}`
}

function missed(flag: Flag, value: unknown): string | undefined {
  switch (flag.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false'
    case 'number': {
      const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE, whole = false } = flag
      const fits =
        typeof value === 'number' &&
        value >= min &&
        value <= max &&
        (!whole || Number.isSafeInteger(value))
      return fits ? undefined : numberWanted(flag)
    }
    case 'text': {
      const { maxLength = 1_000 } = flag
      const fits = typeof value === 'string' && value.length <= maxLength && value.isWellFormed()
      return fits ? undefined : `text of at most ${maxLength} characters`
    }
    case 'choice':
      return flag.choices.includes(value as string)
        ? undefined
        : `one of ${flag.choices.join(', ')}`
  }
}

function numberWanted({ min, max, whole }: Extract<Flag, { kind: 'number' }>): string {
  const from = min === undefined ? '' : ` from ${min}`
  const to = max === undefined ? '' : `${from ? ' to' : ' of at most'} ${max}`
  return `a ${whole ? 'whole' : 'finite'} number${from}${to}`
}

/** A value, short enough for a log line: whoever sent it may have sent a megabyte. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 61)) : plain(value)
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`
}

function plain(value: unknown): string {
  const kind = typeof value
  if (kind === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  return ['bigint', 'symbol', 'function'].includes(kind) ? `a ${kind}` : String(value)
}
