import { type Data, Pen, type Printed } from './printed.ts'

type Tree = { [name: string]: Data }

const isTree = (said: Data): said is Tree => typeof said === 'object' && !Array.isArray(said)
const isFull = (said: Data): boolean => isTree(said) && Object.keys(said).length > 0

/** Data in TOML: dotted keys, tables, arrays of tables, inline ones, and texts in all quotes. */
export function printToml(data: Tree, choices: readonly number[]): Printed {
  const pen = new Pen(choices)
  const end = (): void => pen.put(pen.oneOf(['', '', ' # [x] = "']), pen.eol)
  const gap = (): void => pen.put(pen.oneOf(['', ' ', pen.eol, ` # ]${pen.eol}`]))
  const quoted = (said: string): string => JSON.stringify(said).replaceAll('\x7f', '\\u007f')
  const name = (said: string): string =>
    pen.oneOf([
      /^[\w-]+$/.test(said) ? said : quoted(said),
      /^[\x20-\x7e]*$/.test(said) && !said.includes("'") ? `'${said}'` : quoted(said),
    ])
  const text = (said: string): string =>
    pen.oneOf([
      quoted(said),
      `"""${pen.oneOf(['', pen.eol])}${quoted(said).slice(1, -1)}"""`,
      /^[\x20-\x7e]*$/.test(said) && !said.includes("'") ? `'''${said}'''` : quoted(said),
    ])
  const inline = (said: Data, path: readonly string[]): void => {
    pen.mark(path, 'value')
    if (typeof said === 'string') pen.put(text(said))
    else if (!isTree(said) && !Array.isArray(said)) pen.put(`${said}`)
    else if (isTree(said)) {
      pen.put('{ ')
      for (const [index, [one, value]] of Object.entries(said).entries()) {
        if (index > 0) pen.put(', ')
        pen.mark([...path, one], 'key')
        pen.put(name(one), ' = ')
        inline(value, [...path, one])
      }
      pen.put(' }')
    } else {
      pen.put('[')
      for (const [index, value] of said.entries()) {
        gap()
        inline(value, [...path, `${index}`])
        gap()
        pen.put(index < said.length - 1 ? ',' : pen.oneOf(['', ',']))
      }
      gap()
      pen.put(']')
    }
  }
  const line = (keys: readonly string[], said: Data, path: readonly string[]): void => {
    for (const [index, key] of keys.entries()) {
      const here = path.slice(0, path.length - keys.length + index + 1)
      pen.mark(here, 'key')
      if (index < keys.length - 1) pen.mark(here, 'value')
      pen.put(name(key), pen.oneOf(index < keys.length - 1 ? ['.', ' . '] : ['=', ' = ', '\t=']))
    }
    inline(said, path)
    end()
  }
  const header = (keys: readonly string[], path: readonly string[], brackets: string): void => {
    pen.put(brackets, pen.oneOf(['', ' ']))
    let here: readonly string[] = []
    for (const [index, part] of path.entries()) {
      here = [...here, part]
      // An index is no part of the header.
      if (!keys.includes(JSON.stringify(here))) continue
      if (index > 0) pen.put('.')
      pen.mark(here, 'key')
      if (index < path.length - 1) pen.mark(here, 'value')
      pen.put(name(part))
    }
    pen.put(brackets.replaceAll('[', ']'))
    end()
  }
  const table = (said: Tree, path: readonly string[], keys: readonly string[]): void => {
    const later: (() => void)[] = []
    for (const [one, value] of Object.entries(said)) {
      const here = [...path, one]
      const ids = [...keys, JSON.stringify(here)]
      if (isTree(value) && isFull(value) && pen.oneOf([true, false])) {
        for (const [two, inner] of Object.entries(value)) line([one, two], inner, [...here, two])
      } else if (isTree(value) && pen.oneOf([true, false])) {
        later.push(() => {
          markHeader(here, undefined)
          header(ids, here, '[')
          table(value, here, ids)
        })
      } else if (Array.isArray(value) && value.length > 0 && value.every(isTree)) {
        later.push(() => {
          for (const [index, element] of (value as Tree[]).entries()) {
            markHeader(here, `${index}`)
            header(ids, here, '[[')
            table(element, [...here, `${index}`], ids)
          }
        })
      } else line([one], value, here)
    }
    for (const write of later) write()
  }
  const markHeader = (path: readonly string[], index: string | undefined): void => {
    pen.mark(path, 'value')
    if (index !== undefined) pen.mark([...path, index], 'value')
  }
  table(data, [], [])
  return pen.printed(data)
}
