import { type Data, Pen, type Printed } from './printed.ts'

type Tree = { [name: string]: Data }

/** Data in YAML: blocks, and within them flows, texts in all quotes, anchors and comments. */
export function printYaml(data: Tree, choices: readonly number[]): Printed {
  const pen = new Pen(choices)
  const comment = (): void => pen.put(pen.oneOf(['', '', ` # {a: "b"}`]), pen.eol)
  const text = (said: string): string => {
    const isPlain = /^[a-z][a-z0-9]*$/.test(said) && !/^(true|false|null)$/.test(said)
    const isPrintable = /^[\x20-\x7e]*$/.test(said)
    return pen.oneOf([
      JSON.stringify(said),
      isPlain ? said : JSON.stringify(said),
      isPrintable ? `'${said.replaceAll("'", "''")}'` : JSON.stringify(said),
    ])
  }
  const flow = (said: Data, path: readonly string[]): void => {
    pen.mark(path, 'value')
    if (typeof said === 'string') pen.put(text(said))
    else if (typeof said !== 'object') pen.put(`${said}`)
    else {
      const isList = Array.isArray(said)
      pen.put(isList ? '[' : '{', pen.oneOf(['', ' ']))
      for (const [index, [name, one]] of Object.entries(said).entries()) {
        if (index > 0) pen.put(',', pen.oneOf([' ', `${pen.eol}${' '.repeat(40)}`]))
        if (!isList) {
          pen.mark([...path, name], 'key')
          pen.put(text(name), ': ')
        }
        flow(one, [...path, name])
      }
      pen.put(isList ? ']' : '}')
    }
  }
  const literal = (said: string, path: readonly string[], indent: string): void => {
    pen.mark(path, 'value')
    pen.put('|', pen.eol, indent, said, pen.eol)
  }
  const block = (said: Data, path: readonly string[], indent: string, after: string): void => {
    const isFull = typeof said === 'object' && Object.keys(said).length > 0
    if (isFull && pen.oneOf([true, true, false])) {
      comment()
      entries(said, path, indent)
    } else if (typeof said === 'string' && /^\w+$/.test(said) && pen.oneOf([true, false])) {
      pen.put(after)
      literalOf(said, path, indent)
    } else {
      pen.put(after, pen.oneOf(['', `&a${path.length} `]))
      flow(said, path)
      comment()
    }
  }
  // A literal text has the line's end in it, unless it says that it has not.
  const literalOf = (said: string, path: readonly string[], indent: string): void => {
    pen.mark(path, 'value')
    literal(said, path, indent)
    const at = pen.text.lastIndexOf('|')
    pen.text = `${pen.text.slice(0, at)}|-${pen.text.slice(at + 1)}`
  }
  const entries = (said: Data[] | Tree, path: readonly string[], indent: string): void => {
    const isList = Array.isArray(said)
    for (const [index, [name, one]] of Object.entries(said).entries()) {
      pen.put(pen.oneOf(['', `# a comment${pen.eol}`, pen.eol]), indent)
      if (index === 0) pen.mark(path, 'value')
      if (isList) pen.put('-')
      else {
        pen.mark([...path, name], 'key')
        pen.put(text(name), ':')
      }
      block(one, [...path, name], `${indent}  `, ' ')
    }
  }
  pen.put(pen.oneOf(['', `---${pen.eol}`, `%YAML 1.2${pen.eol}---${pen.eol}`]))
  if (Object.keys(data).length > 0) entries(data, [], '')
  return pen.printed(data)
}
