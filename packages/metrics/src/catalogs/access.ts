import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics } from '../define-metrics.ts'
import { open } from '../open-label.ts'

/** What a server of WebSockets measures. */
export const accessMetrics: {
  readonly connections: MetricDefinition<{
    readonly route: string
    readonly outcome: 'accepted' | 'denied' | 'failed'
  }>
  readonly open: MetricDefinition<{ readonly route: string }>
  readonly messages: MetricDefinition<{
    readonly route: string
    readonly direction: 'in' | 'out'
  }>
} = defineMetrics({
  connections: {
    id: 'ws.connections',
    kind: 'counter',
    unit: '1',
    help: 'Upgrades to WebSocket that were asked for, by outcome.',
    labels: { route: open(200), outcome: ['accepted', 'denied', 'failed'] },
  },
  open: {
    id: 'ws.open_connections',
    kind: 'gauge',
    unit: '1',
    help: 'WebSockets that are open.',
    labels: { route: open(200) },
  },
  messages: {
    id: 'ws.messages',
    kind: 'counter',
    unit: '1',
    help: 'Messages over WebSockets, by direction.',
    labels: { route: open(200), direction: ['in', 'out'] },
  },
})
