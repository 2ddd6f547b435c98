import type * as z from 'zod/mini'
import type { Field } from './field.ts'

/** What a definition's schema comes to: made once, read with every loading. */
export interface Plan {
  /** In the schema's order. */
  readonly leaves: readonly Leaf[]
  /** Every name of the environment that means something; not the `NAME_FILE` and `NAME__0` of one. */
  readonly byName: ReadonlyMap<string, Leaf>
  /** `APP__`; empty when there is no prefix. */
  readonly prefix: string
  /** The whole, as sections in sections. */
  readonly root: Section
  /** The leaves whose text is not their value already. */
  readonly reading: readonly Leaf[]
  /** The leaves that are secrets. */
  readonly secrets: readonly Leaf[]
  /** The leaves that production, or another value, requires. */
  readonly conditional: readonly Leaf[]
}

/** A value that the environment can give as one text. */
export interface Leaf {
  /** The last of its path. */
  readonly name: string
  readonly path: readonly string[]
  /** `redis.url` */
  readonly dotted: string
  /** Its place in {@link Plan.leaves}. */
  readonly index: number
  /** Of a Standard Schema that is not zod's: `z.unknown()`. */
  readonly schema: z.core.$ZodType
  /** Its own, or what its zod type comes to. */
  readonly field: Field
  /** The first is the one to use and to name in documents. */
  readonly names: readonly LeafName[]
  /** It has one name, and neither a file nor indices: read at once. */
  readonly isSimple: boolean
  /** Whether loading fails without it, whatever else is said. */
  readonly isRequired: boolean
  /** Of the schema; undefined when there is none. */
  readonly default?: unknown
  /** What a default of its section has for it, which the schema gives only where nothing of the section is said. */
  readonly inherited?: unknown
  /** An array's: `NAME__0` is read as well, each by this. */
  readonly item?: Field
}

/** A name of the environment. */
export interface LeafName {
  readonly name: string
  /** Still read; whoever uses it is told of the first one. */
  readonly isFormer: boolean
  /** A secret's: `NAME_FILE`, which says where its file is. */
  readonly file?: string
  /** An array's: `NAME__`, which its indices follow. */
  readonly items?: string
}

/** Values under one name: an object of the schema. */
export interface Section {
  readonly path: readonly string[]
  /** Empty for the whole. */
  readonly dotted: string
  readonly schema: z.core.$ZodType
  /** The last of its path; empty for the whole. */
  readonly name: string
  /** Its members, by their names. */
  readonly members: ReadonlyMap<string, Leaf | Section>
  /** Those of them that are values. */
  readonly leaves: readonly Leaf[]
  /** Those whose value may be an object, and has to be frozen. */
  readonly deep: readonly Leaf[]
  /** Those of them that are sections. */
  readonly sections: readonly Section[]
  /** It is there even when nothing is said of it, so that its members' defaults are. */
  readonly isRequired: boolean
  /** A transformation follows: what comes out need not look like what went in. */
  readonly isPiped: boolean
  /** A default is its own or has it in it: an object that is somebody else's. */
  readonly hasDefault: boolean
  /** The default of what it is in has it. */
  readonly isInherited: boolean
  /** The schema takes other names than its members'. */
  readonly isOpen: boolean
}

/** Which of the two a member is. */
export function isSection(member: Leaf | Section): member is Section {
  return 'members' in member
}
