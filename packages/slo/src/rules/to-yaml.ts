/** Words that YAML 1.1 or 1.2 takes for something else than text. */
const taken = /^(true|false|yes|no|on|off|y|n|null)$/i
const isBare = (text: string): boolean =>
  /^[A-Za-z_](?:[\w./-]|:(?=\w))*$/.test(text) && !taken.test(text)

/** What is easier to read as a block, which keeps it as it is: all visible, no space at an end. */
const isBlock = (text: string): boolean =>
  /[\n"]/.test(text) && /^[!-~][\n -~]*$/.test(text) && !/\s\n|\s$/.test(text)

/** What JSON leaves bare, and YAML does not print or takes for a line's end. */
const unprinted = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g

/**
 * Prints data as YAML. What could be read as something else is quoted, control characters are escaped;
 * keys keep their order, and the same data gives the same bytes.
 *
 * @example
 * ```ts
 * import { toYaml } from '@sallyport/slo/rules'
 *
 * console.log(toYaml({ labels: { tier: '2', channel: '#alerts', on: 'no' } }).trimEnd())
 * // prints: labels:
 * // prints: tier: "2"
 * // prints: channel: "#alerts"
 * // prints: "on": "no"
 * ```
 */
export function toYaml(data: object): string {
  return `${lines(data).join('\n')}\n`
}

function lines(value: unknown): string[] {
  if (Array.isArray(value))
    return value.flatMap((item) =>
      valueLines(item).map((line, index) => (index === 0 ? `- ${line}` : indented(line))),
    )
  return Object.entries(value as object)
    .filter(([, one]) => one !== undefined)
    .flatMap(([key, one]) => {
      const [first = '', ...rest] = valueLines(one)
      const name = `${scalar(key)}:`
      if (isNested(one)) return [name, ...[first, ...rest].map(indented)]
      return [`${name} ${first}`, ...rest]
    })
}

function valueLines(value: unknown): string[] {
  if (isNested(value)) return lines(value)
  if (typeof value === 'string')
    return isBlock(value) ? ['|-', ...value.split('\n').map(indented)] : [scalar(value)]
  if (typeof value === 'object') return [Array.isArray(value) ? '[]' : '{}']
  return [String(value)]
}

const isNested = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0

const indented = (line: string): string => (line === '' ? '' : `  ${line}`)

function scalar(text: string): string {
  if (isBare(text)) return text
  return JSON.stringify(text.toWellFormed()).replace(
    unprinted,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
