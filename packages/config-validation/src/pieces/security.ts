import type { Secret } from '@sallyport/core'
import * as z from 'zod/mini'
import { cidrList } from '../fields/addresses.ts'
import { secret } from '../fields/secret.ts'
import type { Piece } from './piece.ts'

/**
 * Who may come in: lists for `@sallyport/network`, and the secrets of two senders of webhooks for
 * `@sallyport/webhook-auth`.
 */
export const security: Piece<{
  security: {
    ip_allowlist?: readonly string[]
    ip_denylist: readonly string[]
    webhook_secrets: { github?: Secret; trello?: Secret }
  }
}> = {
  shape: {
    security: z.object({
      ip_allowlist: z.optional(
        cidrList({
          help: 'Only these addresses and networks may come in; anybody when it is not set.',
          example: '192.168.1.0/24,10.0.0.1',
        }),
      ),
      ip_denylist: cidrList({
        default: [],
        help: 'These addresses and networks may never come in.',
        example: '203.0.113.0/24',
      }),
      webhook_secrets: z.object({
        github: z.optional(
          secret({
            minLength: 16,
            help: "Signs GitHub's webhooks.",
            example: 'your-github-webhook-secret',
          }),
        ),
        trello: z.optional(
          secret({
            minLength: 16,
            help: "Signs Trello's webhooks.",
            example: 'your-trello-webhook-secret',
          }),
        ),
      }),
    }),
  },
  names: {
    'security.ip_allowlist': 'IP_ALLOWLIST',
    'security.ip_denylist': 'IP_DENYLIST',
    'security.webhook_secrets.github': 'GITHUB_WEBHOOK_SECRET',
    'security.webhook_secrets.trello': 'TRELLO_WEBHOOK_SECRET',
  },
}
