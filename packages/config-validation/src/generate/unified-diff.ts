/** Lines around a change. */
const context = 3
/** Beyond it, what is different is replaced as a whole: the table of common lines is their product. */
const most = 4_000_000

interface Step {
  readonly mark: ' ' | '-' | '+'
  readonly line: string
}

/**
 * What turns `before` into `after`, as `diff -u` writes it; empty when nothing does. A text that is not
 * there is undefined.
 */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  if (before === after) return ''
  const steps = stepsBetween(linesOf(before ?? ''), linesOf(after))
  const from = before === undefined ? '/dev/null' : `a/${path}`
  return [`--- ${from}`, `+++ b/${path}`, ...hunks(steps), ''].join('\n')
}

function linesOf(text: string): readonly string[] {
  if (text === '') return []
  const lines = text.split('\n')
  if (lines.at(-1) !== '') return lines.with(-1, `${lines.at(-1)}\n\\ No newline at end of file`)
  return lines.slice(0, -1)
}

function stepsBetween(before: readonly string[], after: readonly string[]): readonly Step[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  const room = Math.min(before.length, after.length) - start
  while (end < room && before.at(-1 - end) === after.at(-1 - end)) end++
  return [
    ...before.slice(0, start).map(same),
    ...changes(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ]
}

const same = (line: string): Step => ({ mark: ' ', line })
const removed = (line: string): Step => ({ mark: '-', line })
const added = (line: string): Step => ({ mark: '+', line })

/** By the longest common sequence of lines. */
function changes(before: readonly string[], after: readonly string[]): readonly Step[] {
  const width = after.length + 1
  if (before.length * after.length > most) return [...before.map(removed), ...after.map(added)]
  // The length of the longest common sequence of what follows both places.
  const common = new Uint32Array((before.length + 1) * width)
  const at = (i: number, j: number): number => common[i * width + j] as number
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const isSame = before[i] === after[j]
      common[i * width + j] = isSame ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const steps: Step[] = []
  let i = 0
  let j = 0
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      steps.push(same(before[i] as string))
      i++
      j++
    } else if (at(i + 1, j) >= at(i, j + 1)) steps.push(removed(before[i++] as string))
    else steps.push(added(after[j++] as string))
  }
  return [...steps, ...before.slice(i).map(removed), ...after.slice(j).map(added)]
}

function hunks(steps: readonly Step[]): readonly string[] {
  const changed = steps.flatMap(({ mark }, i) => (mark === ' ' ? [] : [i]))
  const spans: { from: number; to: number }[] = []
  for (const i of changed) {
    const last = spans.at(-1)
    const from = Math.max(0, i - context)
    const to = Math.min(steps.length, i + context + 1)
    if (last !== undefined && from <= last.to) last.to = to
    else spans.push({ from, to })
  }
  return spans.flatMap(({ from, to }) => {
    const inside = steps.slice(from, to)
    return [
      `@@ -${range(steps, from, inside, '+')} +${range(steps, from, inside, '-')} @@`,
      ...inside.map(({ mark, line }) => mark + line),
    ]
  })
}

/** The lines of one side, which has none of the other's mark: where they begin, and how many they are. */
function range(
  steps: readonly Step[],
  from: number,
  inside: readonly Step[],
  other: '-' | '+',
): string {
  const count = (some: readonly Step[]): number => some.filter(({ mark }) => mark !== other).length
  const length = count(inside)
  const start = count(steps.slice(0, from)) + (length === 0 ? 0 : 1)
  return length === 1 ? `${start}` : `${start},${length}`
}
