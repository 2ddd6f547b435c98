import type { Secret } from '@sallyport/core'
import * as z from 'zod/mini'
import { int } from '../fields/int.ts'
import { secret } from '../fields/secret.ts'
import { text } from '../fields/text.ts'
import { url } from '../fields/url.ts'
import type { Piece } from './piece.ts'

/** Where dashboards, rules and alerts go, and how many traces are kept at hand. */
export const monitoring: Piece<{
  monitoring: {
    grafana_url: string
    grafana_admin_user: string
    grafana_admin_password?: Secret
    prometheus_url: string
    prometheus_rules_dir?: string
    slack_webhook_url?: Secret
    pagerduty_service_key?: Secret
    trace_history: number
  }
}> = {
  shape: {
    monitoring: z.object({
      grafana_url: url({ default: 'http://localhost:3000', help: 'Where Grafana is.' }),
      grafana_admin_user: text({ default: 'admin', help: 'Who changes dashboards.' }),
      grafana_admin_password: z.optional(secret({ help: 'The password of who does.' })),
      prometheus_url: url({ default: 'http://localhost:9090', help: 'Where Prometheus is.' }),
      prometheus_rules_dir: z.optional(
        text({ help: 'The folder of its rules.', example: '/etc/prometheus/rules' }),
      ),
      slack_webhook_url: z.optional(
        url({
          ...{ protocols: ['https'], secret: true, help: 'Where alerts are posted in Slack.' },
          example: 'https://hooks.slack.com/services/...',
        }),
      ),
      pagerduty_service_key: z.optional(
        secret({ help: 'The key of the PagerDuty integration.', example: 'your_pagerduty_key' }),
      ),
      trace_history: int({
        ...{ min: 1, max: 1_000_000, default: 512 },
        help: 'How many of the last spans are kept at hand.',
      }),
    }),
  },
  names: {
    'monitoring.grafana_url': 'GRAFANA_URL',
    'monitoring.grafana_admin_user': 'GRAFANA_ADMIN_USER',
    'monitoring.grafana_admin_password': 'GRAFANA_ADMIN_PASSWORD',
    'monitoring.prometheus_url': 'PROMETHEUS_URL',
    'monitoring.prometheus_rules_dir': 'PROMETHEUS_RULES_DIR',
    'monitoring.slack_webhook_url': 'SLACK_WEBHOOK_URL',
    'monitoring.pagerduty_service_key': 'PAGERDUTY_SERVICE_KEY',
    'monitoring.trace_history': 'OBS_TRACE_HISTORY',
  },
}
