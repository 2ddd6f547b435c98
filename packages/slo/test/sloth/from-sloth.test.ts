import { toPrometheusRules } from '@sallyport/slo/rules'
import { fromSloth, type SlothNote } from '@sallyport/slo/sloth'
import { describe, expect, it } from 'vitest'

const query = 'sum(rate(x_total[{{.window}}]))'
const good = `version: prometheus/v1
service: shop
labels: { owner: us }
slos:
  - name: availability
    objective: 99.9
    description: Requests.
    labels: { tier: "1" }
    sli: { events: { error_query: 'sum(rate(x_total{code="500"}[{{ .window }}]))', total_query: '${query}' } }
    alerting: { name: ShopIsDown, page_alert: { labels: { route: a } }, ticket_alert: { disable: true } }
`

function problemsOf(text: string): readonly SlothNote[] {
  const read = fromSloth(text)
  return read.ok ? [] : read.problems
}

/** Where, and how it begins: text with one thing replaced. */
const wrong: readonly (readonly [from: string, to: string, path: string, message: string])[] = [
  ['prometheus/v1', 'prometheus/v2', 'version', 'must be prometheus/v1'],
  [
    'version: prometheus/v1',
    'apiVersion: openslo/v1\nkind: SLO',
    'apiVersion',
    'must be prometheus/v1',
  ],
  ['service: shop', 'service: ""', 'service', 'begins with'],
  ['service: shop', 'service: [a]', 'service', 'must be text'],
  ['99.9', '101', 'slos[0].objective', 'must be above 0 and at most 100'],
  ['99.9', '0.999', 'slos[0].objective', 'must be in percent'],
  ['99.9', '"99.9"', 'slos[0].objective', 'must be a number'],
  ['{ owner: us }', '{ owner: [us] }', 'labels.owner', 'must be text'],
  ['{ owner: us }', '{ owner: ~ }', 'labels.owner', 'is empty'],
  ...['010', '1_000', '0x1f', '1e3', '.inf', '12345678901234567890', '0.00001'].map(
    (odd) =>
      ['{ owner: us }', `{ owner: ${odd} }`, 'labels.owner', 'must be text, in quotes'] as const,
  ),
  ['{ owner: us }', '[a]', 'labels', 'must be a mapping'],
  ['tier: "1"', 'tier: ""', 'slos[0].labels.tier', 'is empty'],
  ['{ .window }', '{ .w }', 'slos[0].sli.events.error_query', 'has no {{.window}}'],
  [query, `${query} + {{.x}}`, 'slos[0].sli.events.total_query', 'has another template'],
  ['events: {', 'plugin: { id: x,', 'slos[0].sli.plugin', 'plugins are programs'],
  ['events: {', 'other: {', 'slos[0].sli', 'must be one of events and raw'],
  ['name: ShopIsDown, ', '', 'slos[0].alerting.name', 'is needed'],
  ['disable: true', 'disable: 1', 'slos[0].alerting.ticket_alert.disable', 'must be true or false'],
  ['service: shop', 'service: shop\nslo_plugins: { chain: [] }', 'slo_plugins', 'plugins'],
  ['service: shop', 'service: shop\nservice: twice', '', 'Map keys must be unique'],
]

describe('fromSloth', () => {
  it('reads a specification', () => {
    const read = fromSloth(good, { period: '28d', minBad: 3 })
    if (!read.ok) throw new Error(JSON.stringify(read.problems))
    const [slo] = read.slos
    expect(slo).toMatchObject({
      id: 'shop/availability',
      description: 'Requests.',
      labels: { owner: 'us', tier: '1' },
      minBad: 3,
      period: { rollingMs: 28 * 86_400_000 },
      alerting: { name: 'ShopIsDown', page: { labels: { route: 'a' } }, ticket: false },
    })
    const { groups } = toPrometheusRules(read.slos, { flavour: 'sloth' })
    expect(groups.at(-1)?.rules.map(({ labels }) => labels.sloth_severity)).toEqual(['page'])
  })

  it.each(wrong)('of %j as %j says where: %s', (from, to, path, message) => {
    expect(good).toContain(from)
    expect(problemsOf(good.replace(from, () => to))).toContainEqual({
      path,
      message: expect.stringContaining(message),
    })
  })

  it.each([
    ['3', '3'],
    ['-0.5', '-0.5'],
    ['on', 'true'],
    ['No', 'false'],
    ['"on"', 'on'],
    ['2026-03-01', '2026-03-01'],
  ])('reads the label %s as Sloth does: %j', (text, value) => {
    const read = fromSloth(good.replace('owner: us', `owner: ${text}`))
    expect(read.ok && read.slos[0]?.labels.owner).toBe(value)
  })

  it('takes the truths of YAML 1.1', () => {
    const read = fromSloth(good.replace('disable: true', 'disable: yes'))
    expect(read.ok && read.slos[0]?.alerting.ticket).toBe(false)
  })

  it('says in which document', () => {
    const second = good.replace('99.9', '0').replace('shop', 'shop2')
    expect(problemsOf(`${good}---\n${second}`).map(({ path }) => path)).toEqual([
      '#1 slos[0].objective',
    ])
    expect(problemsOf(`${good}---\n${good}`).map(({ message }) => message)).toEqual([
      'shop-availability is there twice',
    ])
  })

  it('says what Sloth does not read either', () => {
    const read = fromSloth(good.replace('page_alert', 'pageAlert'))
    expect(read.ok && read.notes.map(({ path }) => path)).toEqual(['slos[0].alerting.pageAlert'])
  })

  it.each([
    ['objectives that are none', `version: prometheus/v1\nslos: [${'0,'.repeat(40_000)}0]`],
    ['documents that are none', '---\na\n'.repeat(1_000)],
    ['brackets', `slos: ${'['.repeat(20_000)}`],
  ])('of endless %s says the first problems', (_, text) => {
    const count = problemsOf(text).length
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(100)
  })

  it('refuses what is no YAML, nothing, too much, and aliases without end', () => {
    expect(problemsOf('a: [')).toHaveLength(1)
    expect(problemsOf('')).toHaveLength(1)
    expect(problemsOf('- a')).toHaveLength(1)
    expect(problemsOf('x'.repeat(5 * 1024 * 1024))).toHaveLength(1)
    const levels = Array.from({ length: 12 }, (_, n) =>
      n === 0
        ? 'a0: &a0 [x, x]'
        : `a${n}: &a${n} [${Array(9)
            .fill(`*a${n - 1}`)
            .join(', ')}]`,
    )
    expect(problemsOf(levels.join('\n'))).toHaveLength(1)
  })

  it('throws for options that nobody can mean', () => {
    expect(() => fromSloth(good, { period: 'soon' as '1d' })).toThrow('slo: "period"')
  })
})
