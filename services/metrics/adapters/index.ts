import { json } from './json.ts'
import { push } from './push.ts'
import type { SourceKind } from './reading/source-kind.ts'

export const sourceKinds: readonly SourceKind[] = [json, push]

export const sourceKind = (name: string): SourceKind | undefined => sourceKinds.find(({ kind }) => kind === name)
