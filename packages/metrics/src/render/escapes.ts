const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' }
const escaped = (character: string): string => escapes[character] as string

/** A label's value between its quotes. A carriage return stays: it is data, and ends no line. */
export const labelValueText = (value: string): string => value.replace(/[\\"\n]/g, escaped)

/** A help on one line. Neither format has a way to say CR, which some readers take for a line's end. */
export function helpText(help: string, quotes: boolean): string {
  const lines = help.replace(/\r\n?/g, '\n')
  return lines.replace(quotes ? /[\\"\n]/g : /[\\\n]/g, escaped)
}
