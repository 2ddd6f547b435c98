import json5 from 'json5'
import { type Data, Pen, type Printed } from './printed.ts'

type Tree = { [name: string]: Data }

/** Data in JSON with comments; in JSON5 with its quotes, bare keys and hexadecimal numbers as well. */
export function printJson(dialect: 'JSONC' | 'JSON5') {
  return (data: Tree, choices: readonly number[]): Printed => {
    const pen = new Pen(choices)
    const gap = (): void =>
      pen.put(
        pen.oneOf(['', ' ', '\t', pen.eol, `// {"a": 1} '${pen.eol}`, '/* " ], */', '/***/ ']),
      )
    const text = (said: string): string =>
      dialect === 'JSONC' || pen.oneOf([true, false])
        ? JSON.stringify(said)
        : json5.stringify(said, { quote: pen.oneOf(["'", '"']) })
    const key = (said: string): string =>
      dialect === 'JSON5' && /^[a-z]\w*$/.test(said)
        ? pen.oneOf([said, text(said), `\\u00${said.charCodeAt(0).toString(16)}${said.slice(1)}`])
        : text(said)
    const number = (said: number): string =>
      dialect === 'JSON5' && said > 0
        ? pen.oneOf([`${said}`, `+${said}`, `0x${said.toString(16)}`])
        : `${said}`
    const list = <T>(
      open: string,
      close: string,
      all: readonly T[],
      each: (one: T, at: number) => void,
    ): void => {
      pen.put(open)
      gap()
      for (const [at, one] of all.entries()) {
        each(one, at)
        gap()
        if (at < all.length - 1) pen.put(',')
        else pen.put(pen.oneOf(['', ',']))
        gap()
      }
      pen.put(close)
    }
    const value = (said: Data, path: readonly string[]): void => {
      pen.mark(path, 'value')
      if (typeof said === 'string') pen.put(text(said))
      else if (typeof said === 'number') pen.put(number(said))
      else if (typeof said === 'boolean') pen.put(`${said}`)
      else if (Array.isArray(said))
        list('[', ']', said, (one, at) => value(one, [...path, `${at}`]))
      else {
        list('{', '}', Object.entries(said), ([name, one]) => {
          pen.mark([...path, name], 'key')
          pen.put(key(name))
          gap()
          pen.put(':')
          gap()
          value(one, [...path, name])
        })
      }
    }
    gap()
    value(data, [])
    gap()
    return pen.printed(data)
  }
}
