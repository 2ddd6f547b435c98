// The mistake it prevents: a gate that is green because nothing ran. A filter that matches no file, a file that does not
// load, a run that died before its report: each leaves a runner's own words looking harmless.
//
//   node scripts/count-tests.mjs REPORT...   reports are those of Vitest's json reporter, one per run
import { readFileSync } from 'node:fs'

const reports = process.argv.slice(2).map((file) => ({ file, ...countIn(file) }))
const total = (key) => reports.reduce((sum, report) => sum + report[key], 0)

for (const { file, passed, failed, why } of reports) {
  if (why) console.error(`${file}: ${why}`)
  else if (passed + failed === 0) console.error(`${file}: no test was executed`)
}
const skipped = total('skipped')
console.log(
  `tests: ${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
)
const allRan = reports.length > 0 && reports.every(({ passed, failed }) => passed + failed > 0)
process.exitCode = allRan && total('failed') === 0 && !reports.some(({ why }) => why) ? 0 : 1

function countIn(file) {
  const nothing = { passed: 0, failed: 0, skipped: 0 }
  try {
    return { ...nothing, ...count(JSON.parse(readFileSync(file, 'utf8'))) }
  } catch (error) {
    return { ...nothing, why: `no report to count: ${error.message}` }
  }
}

function count(report) {
  // A file that did not load has failed without a test to its name: it counts as one.
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  const failed = report.numFailedTests + unloaded.length
  return {
    passed: report.numPassedTests,
    failed,
    skipped: report.numPendingTests + report.numTodoTests,
    // An error outside every test, such as a rejection that nobody handled.
    ...(report.success || failed > 0 ? {} : { why: 'the run failed outside its tests' }),
  }
}
