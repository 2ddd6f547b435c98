import { ratioText, spreadText, targetText } from './print.ts'
import type { Row } from './row.ts'

/** Where and when was measured. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  readonly system: string
  readonly node: string
  /** `2026-11-21`. */
  readonly date: string
  /** The load of the last minute, before the first suite and after the last. */
  readonly load: { readonly before: number; readonly after: number }
}

/** What came of a suite. */
export interface Measured {
  readonly name: string
  readonly rows: readonly Row[]
  /** Why it did not come to its end. */
  readonly ended?: string
}

/** The page of all measurements: docs/benchmarks.md. */
export function benchmarksPage(all: readonly Measured[], machine: Machine): string {
  return [
    '# Benchmarks',
    '',
    'Written by `pnpm bench --all`, which measures all of it again. Each line is ours beside a peer or a physical',
    'limit, in turns, on one machine. The ratio is the first figure divided by the second; where it is of times or',
    'bytes less is better, where it is of throughput more is: the gate says which. The spread is that of single',
    'rounds, the middle 80 % of them. Figures of your machine differ; ratios differ less.',
    '',
    ...machineLines(machine),
    '',
    ...verdictLines(all),
    ...all.flatMap(suiteLines),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

function machineLines({ load, cores, ...machine }: Machine): string[] {
  const { processor, memoryGiB, system, node, date } = machine
  const others = load.before > cores / 4
  return [
    '| measured on | |',
    '|---|---|',
    `| processor | ${cell(processor)}, ${cores} cores |`,
    `| memory | ${memoryGiB.toFixed(0)} GiB |`,
    `| system | ${cell(system)} |`,
    `| Node | ${node} |`,
    `| date | ${date} |`,
    `| load before, after | ${load.before.toFixed(2)}, ${load.after.toFixed(2)} |`,
    ...(others
      ? ['', '**The machine was busy with something else before the first line was measured.**']
      : []),
  ]
}

/** What falls short comes before all figures. */
function verdictLines(all: readonly Measured[]): string[] {
  const gated = all.flatMap(({ rows }) => rows).filter(({ target }) => target !== undefined)
  const short = gated.filter(({ ok }) => !ok)
  const unfinished = all.filter(({ ended }) => ended !== undefined)
  return [
    short.length === 0
      ? `All ${gated.length} gates are reached.`
      : `${gated.length - short.length} of ${gated.length} gates are reached. These are not:`,
    '',
    ...short.map((row) => `- \`${row.id}\`: ${ratioText(row)}, where ${targetText(row)} is asked`),
    ...(short.length === 0 ? [] : ['']),
    ...unfinished.map(
      ({ name, ended = '' }) =>
        `- \`pnpm bench ${name}\` did not come to its end: ${inline(ended)}`,
    ),
    ...(unfinished.length === 0 ? [] : ['']),
  ]
}

function suiteLines({ name, rows }: Measured): string[] {
  const notes = rows.filter((row) => row.notes !== undefined)
  return [
    `## ${name}`,
    '',
    `\`pnpm bench ${name}\``,
    '',
    ...(rows.length === 0 ? ['Nothing was measured.', ''] : tableLines(rows)),
    ...notes.flatMap(({ id, notes = [] }) => [`\`${id}\`:`, '', '```text', ...notes, '```', '']),
  ]
}

const tableLines = (rows: readonly Row[]): string[] => [
  '| id | claim: ours / beside it | ours | beside it | ratio | spread | gate | reached |',
  '|---|---|---|---|---|---|---|---|',
  ...rows.map((row) => {
    const reached = row.target === undefined ? '' : row.ok ? 'yes' : '**no**'
    const cells = [
      ...[`\`${row.id}\``, row.what, row.ours, row.peer, ratioText(row)],
      ...[spreadText(row), targetText(row), reached],
    ]
    return `| ${cells.map(cell).join(' | ')} |`
  }),
  '',
]

const cell = (text: string): string => text.replaceAll('|', '\\|')
const inline = (text: string): string => text.replace(/\s+/g, ' ').trim()
