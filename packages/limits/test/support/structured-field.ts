/** An item of a structured field: a string or token-less value, and its parameters. */
export interface Item {
  readonly value: string
  readonly parameters: Readonly<Record<string, number | string>>
}

/**
 * Parses a List of Strings whose parameters are Integers or Strings (RFC 9651 §4.2.1), strictly:
 * anything else throws. Written from the RFC's algorithm, not from what produces the headers.
 */
export function parseItems(field: string): readonly Item[] {
  const input = { rest: field.replace(/^ +| +$/g, '') }
  const items: Item[] = []
  while (input.rest !== '') {
    items.push(item(input))
    input.rest = input.rest.replace(/^[ \t]+/, '')
    if (input.rest === '') return items
    take(input, /^,/, 'a comma')
    input.rest = input.rest.replace(/^[ \t]+/, '')
    if (input.rest === '') throw new SyntaxError('a trailing comma')
  }
  return items
}

interface Input {
  rest: string
}

function take(input: Input, pattern: RegExp, what: string): string {
  const found = pattern.exec(input.rest)?.[0]
  if (found === undefined) throw new SyntaxError(`expected ${what} at "${input.rest}"`)
  input.rest = input.rest.slice(found.length)
  return found
}

function item(input: Input): Item {
  const value = string(input)
  const parameters: Record<string, number | string> = {}
  while (input.rest.startsWith(';')) {
    input.rest = input.rest.slice(1).replace(/^ +/, '')
    const key = take(input, /^[a-z*][a-z0-9_.*-]*/, 'a key')
    take(input, /^=/, '=')
    parameters[key] = input.rest.startsWith('"') ? string(input) : integer(input)
  }
  return { value, parameters }
}

// §4.2.5: printable ASCII; a backslash escapes only itself and the quote.
function string(input: Input): string {
  const quoted = take(input, /^"(?:[ !#-[\]-~]|\\["\\])*"/, 'a String')
  return quoted.slice(1, -1).replace(/\\(.)/g, '$1')
}

// §4.2.4: at most fifteen digits, and no fraction here.
function integer(input: Input): number {
  return Number(take(input, /^-?\d{1,15}(?![\d.])/, 'an Integer'))
}
