import {
  GetEvaluationCounts,
  ListChangeRequests,
  ListFlagChanges,
  ListFlagProjects,
} from '../../../contracts/flags/flag-governance.ts'
import { type Flag, GetFlag, ListFlags } from '../../../contracts/flags/flags.ts'
import type { Operation } from '../../../contracts/operation.ts'
import { anyText, useFilters } from '../../data/filters.ts'
import { useApiQuery, useSuccess } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'

type EnvironmentRef = { readonly project: string; readonly environment: string }
/** Where everybody begins. */
export const mainPlace: EnvironmentRef = { project: 'default', environment: 'production' }
const main = mainPlace

/** For the address of a link: nothing where it is the place that everybody begins with. */
export const environmentSearch = ({ project, environment }: EnvironmentRef): Partial<EnvironmentRef> => ({
  ...(project === main.project ? {} : { project }),
  ...(environment === main.environment ? {} : { environment }),
})

/** Answers that a change of a flag makes stale. */
export const flagAnswers = [ListFlags, GetFlag, ListFlagChanges, ListChangeRequests, GetEvaluationCounts] as const

/** Which environment is looked at: in the address, so that a link leads to the same one. */
export function useEnvironmentRef() {
  const [filters, setFilters] = useFilters({ project: anyText, environment: anyText })
  const may = useMay()
  const known = useApiQuery(ListFlagProjects, {}, { staleTime: 60_000 }).data?.items
  const projects = known ?? []
  const place: EnvironmentRef = {
    project: filters.project ?? main.project,
    environment: filters.environment ?? main.environment,
  }
  const project = projects.find(({ name }) => name === place.project)
  const role = project?.my_role ?? (may('admin') ? 'owner' : 'viewer')
  const environment = project?.environments.find(({ name }) => name === place.environment)
  return {
    place,
    projects,
    environment,
    /** For people; null where there is only one place, or none. */
    placeTitle:
      project && environment && (projects.length > 1 || project.environments.length > 1)
        ? `${project.title} / ${environment.title}`
        : null,
    /** Nobody has it, or not any more. */
    isUnknown: known !== undefined && environment === undefined,
    /** A change waits for a second person. */
    needsApproval: environment?.approval === true,
    mayEdit: role !== 'viewer',
    mayApprove: role === 'approver' || role === 'owner',
    mayManage: role === 'owner',
    /** For the address of a link: nothing where it is the place that everybody begins with. */
    search: { project: filters.project, environment: filters.environment },
    setPlace: (next: EnvironmentRef) =>
      setFilters({
        project: next.project === main.project ? undefined : next.project,
        environment: next.environment === main.environment ? undefined : next.environment,
      }),
  }
}

/** Where changes need a second person, the answer to one is a request, which waits. */
export const waits = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'requested_by' in answer

export const isOn = ({ definition }: Flag): boolean => definition.state === 'ENABLED'

/** Whether somebody changes flags in a project is said by the project, not by their role everywhere else. */
export function useMayEditIn(project: string): boolean {
  const { data } = useApiQuery(ListFlagProjects, {}, { staleTime: 60_000 })
  const role = data?.items.find(({ name }) => name === project)?.my_role ?? 'viewer'
  return role !== 'viewer'
}

/** After a change of a flag: says what was done, or that it waits for a second person. */
export function useFlagSuccess(): (answer: unknown, text: string, ...changed: readonly Operation[]) => void {
  const { requested } = useWords(flagsWords)
  const success = useSuccess()
  return (answer, text, ...changed) => success(waits(answer) ? requested : text, ...flagAnswers, ...changed)
}
