import { describe, expect } from 'vitest'
import { missing, startAlertmanager } from '../src/index.ts'
import { serverCases } from './server-cases.ts'

describe.skipIf(missing('alertmanager', 'startAlertmanager'))(
  'startAlertmanager',
  { concurrent: true },
  () => {
    serverCases(startAlertmanager, async ({ url }) => {
      const alerts = `${url}/api/v2/alerts`
      const sent = await fetch(alerts, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ labels: { alertname: 'DoorOpen' } }]),
      })
      expect(sent.status).toBe(200)
      const kept = await fetch(alerts)
      expect(await kept.json()).toMatchObject([{ labels: { alertname: 'DoorOpen' } }])
    })
  },
)
