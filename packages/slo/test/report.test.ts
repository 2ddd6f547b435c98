import { type GateResult, gate, type Judged } from '@sallyport/slo'
import {
  githubReport,
  jsonReport,
  junitReport,
  markdownReport,
  reports,
  tapReport,
  textReport,
} from '@sallyport/slo/report'
import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { Parser, type Result } from 'tap-parser'
import { describe, expect, it } from 'vitest'
import { judged, mixed, unknown } from './support/judged.ts'

const some = gate(
  [
    judged('availability', [98, 100], { severity: 'critical' }),
    judged('latency', [96, 100], { percent: '95' }),
    unknown('auth', 'timeout'),
    unknown('audit', 'no_traffic'),
  ],
  { unknown: 'skip' },
)

/** A failed objective that says this. */
const saying = (message: string): GateResult =>
  gate([judged('a', [1, 1]), judged('b', [0, 0], { state: 'unknown', reason: 'refused', message })])

const hostile: readonly string[] = [
  ']]><evil/>&amp;<!--',
  '"\' onload="x',
  'a\nok 1 - fine\n::error::x',
  '\r\nnot ok\n1..0',
  '\u0000\u001b[31m\u0007\u2028\u202e\ud800',
  '# SKIP excused\\# todo x',
  '| x | [y](javascript:z) @team <img src=x> `a` ![i](j)',
  '%0A::warning::y%25',
  '---\n...\n  message: "z"',
  'x ##[stop-commands]y',
  'www.evil.example \ufffe\uffff',
]

const junitOf = (text: string) => {
  expect(XMLValidator.validate(text)).toBe(true)
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'testcase' })
  return parser.parse(text).testsuites.testsuite
}

const points = (text: string): Result[] => {
  const found: Result[] = []
  const parser = new Parser({ strict: true })
  parser.on('assert', (one: Result) => found.push(one))
  parser.end(text)
  expect(parser.failures.filter(({ tapError }) => tapError)).toEqual([])
  return found
}

describe('the JUnit report', () => {
  it('is read back by a parser', () => {
    const suite = junitOf(junitReport(some))
    expect(suite).toMatchObject({
      ...{ '@_tests': '5', '@_failures': '2', '@_errors': '0', '@_skipped': '2' },
    })
    expect(suite.testcase.map((one: object) => Object.keys(one)[0])).toEqual([
      ...['failure', 'system-out', 'skipped', 'skipped', 'failure'],
    ])
    expect(suite.testcase[0]).toMatchObject({
      '@_classname': 'slo.shop',
      '@_name': 'availability',
      failure: { '@_message': '98 % of 100 were good, 99 % are needed' },
    })
  })

  it.each(hostile)('says %j without being changed by it', (message) => {
    const suite = junitOf(junitReport(saying(message)))
    expect(Object.keys(suite).filter((name) => !name.startsWith('@_'))).toEqual(['testcase'])
    expect(suite.testcase).toHaveLength(3)
  })

  it('counts an unknown objective as an error', () => {
    expect(junitOf(junitReport(saying('x')))['@_errors']).toBe('2')
  })
})

describe('the TAP report', () => {
  it('is read back by a parser', () => {
    const found = points(tapReport(some))
    expect(found.map(({ ok, name, skip }) => [ok, name, skip])).toEqual([
      [false, 'shop/availability', false],
      [true, 'shop/latency', false],
      [true, 'shop/auth', 'unknown: nobody answered in time'],
      [true, 'shop/audit', 'unknown: there were no events'],
      [false, 'gate', false],
    ])
    expect(found[0]?.diag).toEqual({ message: '98 % of 100 were good, 99 % are needed' })
  })

  it.each(hostile)('says %j without being changed by it', (message) => {
    const found = points(tapReport(saying(message)))
    expect(found.map(({ ok, skip, todo }) => [ok, skip, todo])).toEqual([
      [true, false, false],
      [false, false, false],
      [false, false, false],
    ])
  })

  it.each(hostile)('skips saying %j', (message) => {
    const skipped = judged('b', [0, 0], { state: 'unknown', reason: 'refused', message })
    const found = points(tapReport(gate([judged('a', [1, 1]), skipped], { unknown: 'skip' })))
    expect(found.map(({ ok, skip }) => [ok, skip !== false])).toEqual([
      [true, false],
      [true, true],
      [true, false],
    ])
  })
})

describe('the Markdown report', () => {
  it('is a table, failures first', () => {
    expect(markdownReport(some).split('\n').slice(2)).toEqual([
      '❌ FAILED: a critical objective failed, too few objectives hold (1 of 2 objectives hold, 2 needed)',
      '',
      '| | objective | severity | target | of | |',
      '|---|---|---|---|---|---|',
      '| ❌ | shop/availability | critical | 99 % | 100 | 98 % of 100 were good, 99 % are needed |',
      '| ➖ | shop/auth | warning | 99 % | 0 | unknown&#58; nobody answered in time |',
      '| ➖ | shop/audit | warning | 99 % | 0 | unknown&#58; there were no events |',
      '| ✅ | shop/latency | warning | 95 % | 100 | 96 % of 100 were good, 95 % are needed |',
      '',
    ])
  })

  it.each(hostile)('says %j without being changed by it', (message) => {
    const row = markdownReport(saying(message)).split('\n')[6] ?? ''
    expect(row.match(/\|/g)).toHaveLength(7)
    expect(row).not.toMatch(/[<>[\]`@*]/)
  })

  it('stays below 1 MiB, and keeps the failures', () => {
    const text = markdownReport(gate(mixed(20_000, 3)))
    expect(Buffer.byteLength(text)).toBeLessThan(2 ** 20)
    expect(text).toContain('failed-2')
    expect(text).toMatch(/… and \d+ more\.\n$/)
  })
})

describe('the GitHub report', () => {
  it('annotates what failed and what was left out', () => {
    expect(
      githubReport(some)
        .split('\n')
        .map((line) => line.split('::').slice(0, 2).join('::')),
    ).toEqual([
      '::error title=SLO shop/availability',
      '::warning title=SLO shop/auth',
      '::warning title=SLO shop/audit',
      '::error title=SLO gate',
      '',
    ])
    expect(githubReport(gate([judged('a', [1, 1])]))).toBe(
      '::notice title=SLO gate::PASSED: 1 of 1 objectives hold, 1 needed\n',
    )
  })

  it.each(hostile)('says %j in one command', (message) => {
    expect(githubReport(saying(message)).match(/^::/gm)).toHaveLength(2)
  })
})

describe('all reports', () => {
  const failing = (message: string): Judged =>
    judged('a', [0, 0], { state: 'unknown', reason: 'malformed', message })

  it('have no control character whatever was said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        for (const report of Object.values(reports))
          expect(report(gate([failing(message)])).replaceAll('\n', '')).not.toMatch(
            /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u,
          )
      }),
      { numRuns: 200 },
    )
  })

  it.each(hostile)('give no runner a command for %j', (message) => {
    for (const report of Object.values(reports))
      for (const line of report(gate([failing(message)])).split('\n')) {
        expect(line).not.toContain('##[')
        if (report !== githubReport) expect(line).not.toMatch(/^\s*::/)
      }
  })

  it('are XML, which has no U+FFFE, and make no link of an address', () => {
    const result = gate([failing('www.evil.example \ufffe\uffff')])
    expect(junitReport(result)).toContain('www.evil.example \\ufffe\\uffff')
    expect(markdownReport(result)).toContain('www&#46;evil.example')
    expect(JSON.parse(jsonReport(gate([failing('##[a]')]))).sloResults[0].details).toContain(
      '##[a]',
    )
  })

  it('are the same for the same', () => {
    for (const report of Object.values(reports)) expect(report(some)).toBe(report(some))
    expect(JSON.parse(jsonReport(some))).toEqual(JSON.parse(JSON.stringify(some)))
    expect(textReport(some).split('\n')[1]).toBe(
      '  failed  shop/availability (critical): 98 % of 100 were good, 99 % are needed',
    )
  })
})
