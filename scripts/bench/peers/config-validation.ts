// The same misuse of the usual libraries for configuration and of ours:
// `node scripts/bench/peers/config-validation.ts` prints what each makes of it; - is what it does not have.
import { libraries } from './config-libraries.ts'
import { errors, ofFiles, results, texts } from './config-questions.ts'
import { written } from './config-schemas.ts'

const rows: unknown[][] = [['asked', ...libraries.map(({ title }) => title)]]
for (const { asked, answer } of [...texts, ...ofFiles, ...errors, ...results])
  rows.push([asked, ...libraries.map((library) => answer(library) ?? '-')])
for (const [asked, answers] of Object.entries(written)) {
  const told: unknown[] = []
  for (const { title } of libraries) told.push((await answers[title]?.()) ?? '-')
  rows.push([asked, ...told])
}
const width = (i: number): number => Math.max(...rows.map((row) => String(row[i]).length))
for (const row of rows)
  console.log(
    row
      .map((cell, i) => String(cell).padEnd(width(i)))
      .join('  ')
      .trimEnd(),
  )
