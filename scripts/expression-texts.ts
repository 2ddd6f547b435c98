/** What is to be judged as one, and the line it begins on, from 0. */
export interface ExpressionText {
  readonly at: number
  readonly text: string
}

/**
 * A text by lines, but for what belongs together: an expression of a block scalar (`expr: |`), and in PromQL all lines to
 * the next empty one. A label on a line of its own has its metric on another.
 */
export function expressionTexts(text: string, isPromql: boolean): readonly ExpressionText[] {
  const found: ExpressionText[] = []
  let block: { readonly at: number; readonly indent: number; readonly lines: string[] } | undefined
  const end = (): void => {
    if (block !== undefined) found.push({ at: block.at, text: block.lines.join('\n') })
    block = undefined
  }
  for (const [at, line] of text.split('\n').entries()) {
    const isBlank = line.trim() === ''
    if (block !== undefined && (isPromql ? isBlank : !isBlank && indentOf(line) <= block.indent))
      end()
    if (block !== undefined) block.lines.push(line)
    else if (isPromql && !isBlank) block = { at, indent: 0, lines: [line] }
    else if (scalar.test(line)) block = { at: at + 1, indent: indentOf(line), lines: [] }
    else found.push({ at, text: line })
  }
  end()
  return found
}

const scalar = /^[\s-]*(?:expr|query):\s*[|>][-+\d]*\s*$/

/** Where the key stands: behind the dash of a list. */
const indentOf = (line: string): number => /^[\s-]*/.exec(line)?.[0].length ?? 0
