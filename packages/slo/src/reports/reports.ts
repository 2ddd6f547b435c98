import type { GateResult } from '../gate.ts'
import { githubReport } from './github.ts'
import { jsonReport } from './json.ts'
import { junitReport } from './junit.ts'
import { markdownReport } from './markdown.ts'
import { tapReport } from './tap.ts'
import { textReport } from './text.ts'

/** What a report can be written in. */
export type ReportFormat = 'text' | 'json' | 'junit' | 'tap' | 'markdown' | 'github'

/** Each report by its name. Pure: the same result gives the same text. */
export const reports: Readonly<Record<ReportFormat, (result: GateResult) => string>> = {
  text: textReport,
  json: jsonReport,
  junit: junitReport,
  tap: tapReport,
  markdown: markdownReport,
  github: githubReport,
}
