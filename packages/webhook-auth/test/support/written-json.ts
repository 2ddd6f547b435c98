/** How a sender writes JSON, value by value. */
export interface Writer {
  readonly indent?: string
  readonly spaced?: boolean
  readonly ascii?: boolean
  readonly slashes?: boolean
  readonly html?: boolean
}

/** A number that is written as it stands. */
export class Literal {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Writes a value as the sender does. */
export function writtenJson(value: unknown, how: Writer = {}, depth = 0): string {
  if (value instanceof Literal) return value.text
  if (typeof value === 'string') return quoted(value, how)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const isList = Array.isArray(value)
  const items = isList
    ? value.map((one) => writtenJson(one, how, depth + 1))
    : Object.entries(value).map(
        ([name, one]) =>
          `${quoted(name, how)}:${how.indent !== undefined || how.spaced === true ? ' ' : ''}${writtenJson(one, how, depth + 1)}`,
      )
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (items.length === 0) return open + close
  if (how.indent === undefined) return open + items.join(how.spaced === true ? ', ' : ',') + close
  const line = `\n${how.indent.repeat(depth + 1)}`
  return `${open}${line}${items.join(`,${line}`)}\n${how.indent.repeat(depth)}${close}`
}

function quoted(text: string, { ascii, slashes, html }: Writer): string {
  let made = ''
  for (let at = 0; at < text.length; at++) {
    const one = text.charAt(at)
    const code = text.charCodeAt(at)
    const escaped = `\\u${(0x10000 + code).toString(16).slice(1)}`
    if (one === '"' || one === '\\') made += `\\${one}`
    else if (one === '\n') made += '\\n'
    else if (code < 0x20 || (ascii === true && code > 0x7e)) made += escaped
    else if (html === true && '<>&'.includes(one)) made += escaped
    else if (slashes === true && one === '/') made += '\\/'
    else made += one
  }
  return `"${made}"`
}
