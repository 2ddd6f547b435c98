import type { Sent } from './send.ts'

/** What the demo found out. */
export interface Shown {
  readonly framework: string
  readonly url: string
  readonly adminToken: string
  readonly apiKey: string
  readonly sent: readonly Sent[]
  readonly objectives: readonly Objective[]
  readonly audit: { readonly entries: number; readonly whole: boolean; readonly folder: string }
  /** Lines for a shell. */
  readonly tries: readonly Try[]
}

export interface Objective {
  readonly name: string
  readonly state: string
  /** What else is to say, where it is not met. */
  readonly why: string
}

export interface Try {
  readonly what: string
  readonly line: string
}

type Paint = (text: string) => string
const painted =
  (code: number, on: boolean): Paint =>
  (text) =>
    on ? `\u001b[${code}m${text}\u001b[0m` : text

/** All of it on one screen. */
export function screen(shown: Shown, colour: boolean): string {
  const [bold, dim, red] = [painted(1, colour), painted(2, colour), painted(31, colour)]
  const { framework, url, sent, objectives, audit, tries } = shown
  const width = Math.max(...sent.map(({ answers }) => answersText(answers).length))
  return [
    `${bold('Sallyport')} on ${framework}, at ${bold(url)}`,
    '',
    'Sent to it, and how it answered:',
    ...sent.map(({ what, answers, odd }) => {
      const text = answersText(answers).padEnd(width)
      return `  ${odd > 0 ? red(text) : text}  ${dim(what)}`
    }),
    '',
    `Audit log    ${audit.entries} entries, ${audit.whole ? 'unbroken' : red('BROKEN')}, in ${audit.folder}`,
    `Objectives   ${objectives.map(({ name, state, why }) => `${name} ${state}${why}`).join(', ')}`,
    `Admin token  ${shown.adminToken}`,
    `API key      ${shown.apiKey}`,
    '',
    'Try, in another terminal:',
    ...tries.flatMap(({ what, line }) => [`  ${dim(`# ${what}`)}`, `  ${line}`]),
    '',
    'Ctrl-C ends it and deletes its folder. To read next: examples/service/README.md',
  ].join('\n')
}

const answersText = (answers: Sent['answers']): string =>
  Object.entries(answers)
    .map(([status, count]) => `${count} x ${status}`)
    .join(', ')

/** A line that is written over: no longer than a row, for of what is wrapped only the last row would be. */
export function progressText(done: number, of: number, columns: number | undefined): string {
  const said = 'Sending a few seconds of traffic'
  const counted = `${done} of ${of}`
  // A terminal that does not tell its width says 0.
  const most = (columns || 80) - 1
  const width = Math.max(0, Math.min(30, most - said.length - counted.length - 4))
  const filled = Math.round((done / of) * width)
  const bar = `${'#'.repeat(filled)}${'.'.repeat(width - filled)}`
  return `${said}  ${bar}  ${counted}`.slice(0, most)
}
