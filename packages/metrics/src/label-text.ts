/** What stands for values that were not kept apart: of a full metric, of a full label, or not allowed. */
export const other = '_other'

/** UTF-16 units of a label's value that are kept. */
export const longestLabel = 128

/**
 * A label's value as text: numbers and booleans as they print, nothing as the empty text, which is a
 * label that is not there. `undefined` for what is no text at all.
 */
export function labelText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return (value.length > longestLabel ? value.slice(0, longestLabel) : value).toWellFormed()
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'undefined':
      return ''
    default:
      return value === null ? '' : undefined
  }
}

// A slice keeps the whole text it was cut from alive: a series would hold a request's head for ever.
/** The same text, in memory of its own. */
export const ownText = (text: string): string => ` ${text}`.slice(1)
