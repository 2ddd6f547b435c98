import type { MetricDefinition } from '@sallyport/core'

const words = { '1': '', s: 'seconds', By: 'bytes', ratio: 'ratio' } as const

/** What `@sallyport/metrics` calls a metric in Prometheus: `webhook.handler_duration` is `webhook_handler_duration_seconds`. */
export function prometheusName(
  { id, kind, unit }: Pick<MetricDefinition, 'id' | 'kind' | 'unit'>,
  prefix = '',
): string {
  const plain = spelt(prefix === '' ? id : `${prefix}_${id}`)
  const bare = kind === 'counter' ? without(plain, 'total') : plain
  const word = words[unit]
  const family = word === '' ? bare : `${without(bare, word)}_${word}`
  return kind === 'counter' ? `${family}_total` : family
}

function spelt(text: string): string {
  const name = text.replace(/[^a-zA-Z0-9_]+/g, '_').replace(/__+/g, '_')
  return /^[a-zA-Z]/.test(name) ? name : `_${name.replace(/^_/, '')}`
}

const without = (name: string, word: string): string =>
  name.endsWith(`_${word}`) ? name.slice(0, -word.length - 1) : name
