import { toPrometheusRules, toYaml } from '@sallyport/slo/rules'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Sli } from '../../src/index.ts'
import { kindsOfSli } from '../support/kinds-of-slo.ts'
import { sloOf } from '../support/slo-of.ts'

const hostile = [
  ...['#', 'a # b', ': ', 'a: b', 'a:', '- a', '{{ .x }}', '{a: 1}', '[1]', '&a', '*a', '!!str a'],
  ...[
    '|',
    '>',
    '%',
    '@',
    '`',
    '"',
    "'",
    '\\',
    '',
    ' ',
    ' a',
    'a ',
    '\n',
    'a\n',
    '\na',
    'a\nb',
    'a \nb',
  ],
  ...[
    'a\n\n\nb',
    '\ta',
    'a\tb',
    'a\r\nb',
    '\u0000',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u007f',
    'ø',
    '💥',
  ],
  ...[
    'true',
    'No',
    'on',
    'y',
    'null',
    '~',
    '1',
    '1e3',
    '0x1f',
    '1_000',
    '12:30:45',
    '.nan',
    '-.inf',
  ],
  ...['2026-03-01', '<<', '=', '---', '...', '"\n"', 'a"b', '# "a"', '  "x"', '"a" '],
]

describe('toYaml', () => {
  it.each(hostile)('prints %j so that it is read back', (text) => {
    const data = { [text]: text, list: [text, { [text]: [text] }] }
    for (const version of ['1.1', '1.2'] as const)
      expect(parse(toYaml(data), { version, merge: false })).toEqual(data)
  })

  it('prints any text so', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (key, text) => {
        const data = { [`k${key}`]: text.toWellFormed() }
        expect(parse(toYaml(data))).toEqual(data)
      }),
    )
  })

  it('keeps numbers, truths and what is empty', () => {
    const data = { a: 1, b: -0.5, c: true, d: [], e: {}, f: [[1, [2]], { g: [] }] }
    expect(parse(toYaml({ ...data, none: undefined }))).toEqual(data)
  })
})

describe('rules', () => {
  const sli = {
    kind: 'ratio',
    bad: { metric: 'x_total', where: { status: 'a"b\n#: {{x}}', other: ['a.b', 'c|"d'] } },
    total: { metric: 'x_total' },
  } as const

  it('carry hostile texts to where they belong, and no further', () => {
    const text = '": {{ $value }}\n# - alert: x'
    const slo = sloOf({
      sli,
      description: text,
      labels: { owner: text },
      alerting: { annotations: { note: text } },
    })
    const rules = toPrometheusRules([slo], { labels: { repo: text } })
    expect(parse(toYaml(rules))).toEqual(rules)
    const all = rules.groups.flatMap((group) => group.rules)
    expect(all[0]?.labels).toMatchObject({ owner: text, repo: text })
    const alert = all.at(-2) as { annotations?: Record<string, string> }
    expect(alert.annotations?.note).toBe(text)
    // The labels of a series are texts, and those of an alert templates.
    const noData = all.at(-1) as { labels: Record<string, string> }
    expect(noData.labels.owner).toBe(text.replace('{{', '{{"{{"}}'))
    // Nobody meant a description as a template.
    expect(alert.annotations?.description).toBe(text.replace('{{', '{{"{{"}}'))
    expect(all[1]?.expr).toContain('{other=~"a\\\\.b|c\\\\|\\"d",status="a\\"b\\n#: {{x}}"}')
  })

  it('are the same for the same, however its labels were written', () => {
    const of = (labels: Record<string, string>): string =>
      toYaml(toPrometheusRules([sloOf({ sli: kindsOfSli.bad as Sli, labels })]))
    expect(of({ a: '1', b: '2' })).toBe(of({ b: '2', a: '1' }))
  })

  it('print decimals exactly', () => {
    const text = toYaml(
      toPrometheusRules([sloOf({ sli: kindsOfSli.bad as Sli, objective: '99.99' })]),
    )
    expect(text).toContain('vector(0.9999)')
    expect(text).toContain('> 0.00144\n')
    expect(text).not.toMatch(/\d{12}|e-/)
  })
})
