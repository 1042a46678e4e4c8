import { csv } from './csv.ts'
import { githubCommits } from './github-commits.ts'
import { json } from './json.ts'
import { prometheus } from './prometheus.ts'
import { push } from './push.ts'
import type { SourceKind } from './reading/source-kind.ts'
import { system } from './system.ts'

export const sourceKinds: readonly SourceKind[] = [csv, githubCommits, json, prometheus, push, system]

export const sourceKind = (name: string): SourceKind | undefined => sourceKinds.find(({ kind }) => kind === name)
