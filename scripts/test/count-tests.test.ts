import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { plant } from './plant.ts'

/** As Vitest's json reporter writes it. */
function report(counts: object = {}, files: readonly object[] = []): object {
  const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }
  return { ...none, success: true, testResults: files, ...counts }
}

function count(reports: Readonly<Record<string, string | object>>, ...others: string[]) {
  const root = plant(reports)
  const script = join(import.meta.dirname, '../count-tests.mjs')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [script, ...Object.keys(reports), ...others],
    { cwd: root, encoding: 'utf8' },
  )
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1), complaint: stderr.trim() }
}

it('adds up the runs', () => {
  const runs = {
    'a.json': report({ numPassedTests: 40 }),
    'b.json': report({ numPassedTests: 38 }),
  }
  expect(count(runs)).toEqual({ status: 0, lastLine: 'tests: 78 passed, 0 failed', complaint: '' })
})

it('tells of skipped tests, those still to be written included', () => {
  const skips = { numPassedTests: 3, numPendingTests: 2, numTodoTests: 1 }
  expect(count({ 'a.json': report(skips) })).toEqual({
    status: 0,
    lastLine: 'tests: 3 passed, 0 failed, 3 skipped',
    complaint: '',
  })
})

it('fails with a test that failed, and counts on', () => {
  const broken = { status: 'failed', assertionResults: [{ status: 'failed' }] }
  const runs = {
    'a.json': report({ numPassedTests: 4, numFailedTests: 1, success: false }, [broken]),
    'b.json': report({ numPassedTests: 5 }),
  }
  expect(count(runs)).toEqual({ status: 1, lastLine: 'tests: 9 passed, 1 failed', complaint: '' })
})

it('counts a file that did not load as one failure', () => {
  const files = [
    { status: 'failed', assertionResults: [] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ]
  const run = report({ numPassedTests: 1, success: false }, files)
  expect(count({ 'a.json': run })).toEqual({
    status: 1,
    lastLine: 'tests: 1 passed, 1 failed',
    complaint: '',
  })
})

it('fails when the run failed though every test passed', () => {
  const { status, lastLine, complaint } = count({
    'a.json': report({ numPassedTests: 2, success: false }),
  })
  expect({ status, lastLine }).toEqual({ status: 1, lastLine: 'tests: 2 passed, 0 failed' })
  expect(complaint).toBe('a.json: the run failed outside its tests')
})

it('fails when a run executed no test, whatever the others did', () => {
  const runs = {
    'a.json': report({ numPassedTests: 9 }),
    'b.json': report({ numPendingTests: 7 }),
  }
  expect(count(runs)).toEqual({
    status: 1,
    lastLine: 'tests: 9 passed, 0 failed, 7 skipped',
    complaint: 'b.json: no test was executed',
  })
})

it('fails when there is nothing to count', () => {
  expect(count({})).toEqual({ status: 1, lastLine: 'tests: 0 passed, 0 failed', complaint: '' })

  const absent = count({ 'a.json': report({ numPassedTests: 1 }) }, 'absent.json')
  expect(absent).toMatchObject({ status: 1, lastLine: 'tests: 1 passed, 0 failed' })
  expect(absent.complaint).toMatch(/^absent\.json: no report to count: ENOENT/)

  for (const text of ['', '{"numPassedTests": 1', '{}']) {
    const cut = count({ 'a.json': text })
    expect(cut).toMatchObject({ status: 1, lastLine: 'tests: 0 passed, 0 failed' })
    expect(cut.complaint).toMatch(/^a\.json: no report to count: /)
  }
})
