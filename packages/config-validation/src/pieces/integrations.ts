import type { Secret } from '@sallyport/core'
import * as z from 'zod/mini'
import { bool } from '../fields/bool.ts'
import { requiredInProduction, requiredWhen } from '../fields/required.ts'
import { secret } from '../fields/secret.ts'
import { text } from '../fields/text.ts'
import { url } from '../fields/url.ts'
import type { Piece } from './piece.ts'

/** Where Redis is. Production must say it. */
export const redis: Piece<{ redis: { url?: Secret } }> = {
  shape: {
    redis: z.object({
      url: requiredInProduction(
        url({
          protocols: ['redis', 'rediss'],
          secret: true,
          help: 'Where Redis is, with its password.',
          example: 'redis://localhost:6379/0',
        }),
      ),
    }),
  },
  names: { 'redis.url': 'REDIS_URL' },
}

/** The base in Airtable, which production must say, and the token once it is enabled. */
export const airtable: Piece<{
  airtable: { enabled: boolean; base_id?: string; api_key?: Secret }
}> = {
  shape: {
    airtable: z.object({
      enabled: bool({ default: false, help: 'Whether records are synchronised with Airtable.' }),
      base_id: requiredInProduction(
        text({
          pattern: /app[A-Za-z0-9]{14}/,
          expected: 'the id of a base: app and 14 letters or digits',
          help: 'The base.',
          example: 'appXXXXXXXXXXXXXX',
        }),
      ),
      api_key: requiredWhen(
        'airtable.enabled',
        secret({ help: 'A personal access token.', example: 'your-airtable-token' }),
      ),
    }),
  },
  names: {
    'airtable.enabled': 'AIRTABLE_ENABLED',
    'airtable.base_id': 'AIRTABLE_BASE_ID',
    'airtable.api_key': 'AIRTABLE_API_KEY',
  },
}

/** The webhook of n8n that is watched. */
export const n8n: Piece<{ n8n: { webhook_url?: string } }> = {
  shape: {
    n8n: z.object({
      webhook_url: z.optional(
        url({
          help: 'The webhook whose latency is watched.',
          example: 'https://n8n.internal/webhook',
        }),
      ),
    }),
  },
  names: { 'n8n.webhook_url': 'N8N_WEBHOOK_URL' },
}
