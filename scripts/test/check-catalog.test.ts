import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { check, write } from '../check-catalog.ts'
import { manifest, plant } from './plant.ts'

const metric = (id: string, fields = ''): string =>
  `{ id: '${id}', kind: 'counter', unit: '1', help: 'It.', labels: {}, ${fields} }`
const shop = `
  export const createMetrics = () => ({})
  export const shopReasons = { webhook_refused_total: { status: 401, meaning: 'No.' } }
  export const shopEvents = { gone: { type: 'webhook.gone', aliases: ['webhook_gone'], help: 'It.' } }
  export const shopMetrics = {
    requests: ${metric('webhook.requests', "labels: { service: 'open' }, aliases: ['hooks_total']")},
    duration: { ...${metric('webhook.duration')}, kind: 'histogram', unit: 's', buckets: [0.1, 1] },
    size: { ...${metric('webhook.queue_size')}, kind: 'gauge' },
  }`
const planted = (contents: Readonly<Record<string, string>>): string =>
  plant({
    'packages/shop/package.json': manifest('shop'),
    'packages/shop/src/index.ts': shop,
    ...contents,
  })

/** What a page or a file of rules is told, each as `line: what`. */
async function found(text: string, path = 'docs/page.md'): Promise<string[]> {
  const root = planted({ [path]: text })
  await write(root)
  return (await check(root)).map((one) => one.replace(`${path}:`, ''))
}
const rules = (text: string): string => `\`\`\`promql\n${text}\n\`\`\``

describe('a name that no metric has', () => {
  it.each([
    ['the rate of `webhook_reqests_total`', '1: no metric is called "webhook_reqests_total"'],
    ['`eu_webhook_reqests_total`', '1: no metric is called "eu_webhook_reqests_total"'],
    ['Counted in `webhook.reqests`.', '1: no metric is called "webhook.reqests"'],
    [
      '| metric | says |\n|---|---|\n| `webhook_length` | x |',
      '3: no metric is called "webhook_length"',
    ],
    [
      rules('sum(rate(webhook_reqests_total[5m]))'),
      '2: no metric is called "webhook_reqests_total"',
    ],
    [rules('webhook_length > 3'), '2: no metric is called "webhook_length"'],
    [rules('webhook_length{service="a"}'), '2: no metric is called "webhook_length"'],
    [rules('webhook_duration_bucket'), '2: no metric is called "webhook_duration_bucket"'],
    ['```yaml\nexpr: webhook_length == 0\n```', '2: no metric is called "webhook_length"'],
  ])('is found in %j', async (text, finding) => {
    expect(await found(text)).toEqual([finding])
  })

  it('is found in rules, dashboards and mappings', async () => {
    const rule = 'groups:\n  - rules:\n      - expr: increase(webhook_misses_total[1h]) > 0\n'
    const is = ['3: no metric is called "webhook_misses_total"']
    expect(await found(rule, 'examples/deploy/alerts.yml')).toEqual(is)
    const board = '{\n"targets": [\n{ "expr": "rate(webhook_misses_total{service=\\"a\\"}[5m])" }]}'
    expect(await found(board, 'docs/dashboard.json')).toEqual(is)
    const mapping = 'mappings:\n  - match: "webhook.*.misses"\n    name: "webhook_misses_total"\n'
    expect(await found(mapping, 'packages/shop/mapping.yml')).toEqual(is)
  })

  it("is found in a metric's own help", async () => {
    const other = `export const otherMetrics = { a: ${metric('a.b', "help: 'rate(webhook_misses_total[1h]).'")} }`
    const root = planted({
      'packages/other/package.json': JSON.stringify(manifest('other')),
      'packages/other/src/index.ts': other,
    })
    await write(root)
    expect(await check(root)).toContain(
      'packages/other/src/index.ts:1: no metric is called "webhook_misses_total"',
    )
  })
})

describe('a label that a metric has not', () => {
  it.each([
    [
      rules('webhook_requests_total{sender="a"}'),
      '2: "webhook_requests_total" has no label "sender"',
    ],
    [
      '`webhook_requests_total{service="a", sender!~"b|c"}`',
      '1: "webhook_requests_total" has no label "sender"',
    ],
    [
      rules('sum by (sender) (rate(webhook_requests_total[5m]))'),
      '2: no metric of this expression has a label "sender"',
    ],
    [
      '```yaml\n  name: "webhook_requests_total"\n  labels:\n    sender: "$1"\n```',
      '4: "webhook_requests_total" has no label "sender"',
    ],
  ])('is found in %j', async (text, finding) => {
    expect(await found(text)).toEqual([finding])
  })
})

const several = `
- alert: Many
  expr: |
    sum by (service, sender) (
      rate(webhook_requests_total{
        sendr="a"
      }[5m])
    ) > 3
  annotations:
    summary: '{{ $labels.service }} of {{ $labels.sendor }} at {{ $value }}'`

describe('a label that is not on the line of its metric', () => {
  it('is found in a rule of several lines, and in its text', async () => {
    expect(await found(several, 'examples/deploy/alerts.yml')).toEqual([
      '5: "webhook_requests_total" has no label "sendr"',
      '4: no metric of this expression has a label "sender"',
      '10: no metric has a label "sendor"',
    ])
  })

  it('is found in an expression of several lines on a page', async () => {
    const text = 'sum by (sender) (\n  rate(webhook_requests_total[5m])\n)\n\nwebhook_queue_size'
    const is = '2: no metric of this expression has a label "sender"'
    expect(await found(rules(text))).toEqual([is])
  })

  it.each([
    ['label_values(webhook_requests_total, sender)', 'of this expression has a label "sender"'],
    ['sum by (sender) (\n  webhook_requests_total)', 'of this expression has a label "sender"'],
    ['sum(\nwebhook_misses_total)', 'is called "webhook_misses_total"'],
    ['{__name__="webhook_misses_total"}', 'is called "webhook_misses_total"'],
  ])('is found in the dashboard that asks %j', async (expr, finding) => {
    const board = JSON.stringify({ targets: [{ expr }] })
    expect(await found(board, 'docs/dashboard.json')).toEqual([`1: no metric ${finding}`])
  })

  it('is found in a legend', async () => {
    const target = (label: string) =>
      JSON.stringify({ expr: 'webhook_requests_total', legendFormat: `{{${label}}} {{ job }}` })
    const is = ['1: no metric has a label "sender"']
    expect(await found(target('sender'), 'docs/dashboard.json')).toEqual(is)
    expect(await found(target('service'), 'docs/dashboard.json')).toEqual([])
  })
})

describe('what is right, or of others,', () => {
  it.each([
    '`webhook_requests_total`, `webhook.requests`, `hooks_total`, `eu_webhook_requests_total` are metrics',
    rules('sum by (service, job) (rate(webhook_requests_total{service=~"webhook_x_total|b"}[5m]))'),
    rules('histogram_quantile(0.9, sum by (le) (rate(webhook_duration_seconds_bucket[5m])))'),
    'Counted by reason: `webhook_refused_total`, and recorded as `webhook.gone` or `webhook_gone`.',
    'Call `webhook.close()`, read `webhook.json`, set `webhook_secrets`; `webhook.secret` is text.',
    'Some metrics: `webhook_reqests_total`.\n<!-- metrics of others: webhook_reqests_total, x_y -->',
    '`node_cpu_seconds_total` and `up` are counted by others.',
    '```yaml\nwebhook_secrets: x\nwebhook_total: 3\n```',
    '```ts\nwebhook_reqests_total\n```',
    rules('slo:webhook_errors:ratio_rate5m'),
  ])('passes: %j', async (text) => {
    expect(await found(text)).toEqual([])
  })
})

describe('definitions', () => {
  it('are not given twice: not by their ids, names, aliases or lines', async () => {
    const other = `export const otherMetrics = {
      same: ${metric('webhook.requests')}, spelt: ${metric('webhook_queue.size')},
      alias: ${metric('x.y', "aliases: ['hooks_total']")}, line: ${metric('webhook.duration_seconds_count')} }`
    const root = planted({
      'packages/other/package.json': JSON.stringify(manifest('other')),
      'packages/other/src/index.ts': other,
    })
    await write(root)
    const said = (own: string, by: string, name: string): string =>
      `packages/shop/src/index.ts:1: ${by} of shopMetrics and ${own} of otherMetrics are both called ${name}`
    expect(await check(root)).toEqual([
      said('x.y', 'webhook.requests', 'hooks_total'),
      said('webhook.requests', 'webhook.requests', 'webhook.requests'),
      said('webhook.duration_seconds_count', 'webhook.duration', 'webhook_duration_seconds_count'),
      said('webhook_queue.size', 'webhook.queue_size', 'webhook_queue_size'),
    ])
  })

  it('are what the page and the mapping say, or these are stale', async () => {
    const root = planted({})
    const stale = 'is not what the catalogs say; node scripts/check-catalog.ts --write'
    expect(await check(root)).toEqual([
      `docs/reference/metrics.md:1: ${stale}`,
      `packages/metrics/statsd-mapping.yml:1: ${stale}`,
    ])
    await write(root)
    expect(await check(root)).toEqual([])
    const page = readFileSync(join(root, 'docs/reference/metrics.md'), 'utf8')
    expect(page).toContain(
      '| `webhook.requests`<br>`webhook_requests_total` | counter | It. | `service`: any | `hooks_total` |',
    )
    expect(readFileSync(join(root, 'packages/metrics/statsd-mapping.yml'), 'utf8')).toContain(
      '- match: "webhook.requests.service.*"\n    name: "webhook_requests_total"\n',
    )
  })
})
