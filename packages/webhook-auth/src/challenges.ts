export { asanaChallenge } from './challenges/asana.ts'
export {
  type AwsSnsChallengeOptions,
  awsSnsChallenge,
  type ConfirmingFetch,
} from './challenges/aws-sns.ts'
export type { Challenge, SignedChallenge } from './challenges/challenge.ts'
export { discordChallenge } from './challenges/discord.ts'
export { dropboxChallenge } from './challenges/dropbox.ts'
export { headChallenge } from './challenges/head.ts'
export type { KeepSecretOptions } from './challenges/keep-secret.ts'
export { type MetaChallengeOptions, metaChallenge } from './challenges/meta.ts'
export { microsoftGraphChallenge } from './challenges/microsoft-graph.ts'
export { notionChallenge } from './challenges/notion.ts'
export { oktaChallenge } from './challenges/okta.ts'
export { type QueryChallengeOptions, queryChallenge } from './challenges/query-challenge.ts'
export { type ChallengeDenial, challengeReasons } from './challenges/reasons.ts'
export { slackChallenge } from './challenges/slack.ts'
export { twitchChallenge } from './challenges/twitch.ts'
export { type WithChallengesOptions, withChallenges } from './challenges/with-challenges.ts'
export { type ZoomChallengeOptions, zoomChallenge } from './challenges/zoom.ts'
