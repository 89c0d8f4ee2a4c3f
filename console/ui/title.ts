/** What the page is called: in the browser's tab, and at the end of the breadcrumb. */
import { useEffect, useSyncExternalStore } from "react"

/** The last is what is on top: a drawer over its list. */
const titles: string[] = []
const listeners = new Set<() => void>()

const changed = () => {
  document.title = titles.length ? `${titles.at(-1)} · Tidings` : "Tidings"
  for (const listen of listeners) listen()
}

export function useTitle(title: string): void {
  useEffect(() => {
    titles.push(title)
    changed()
    return () => {
      titles.splice(titles.lastIndexOf(title), 1)
      changed()
    }
  }, [title])
}

const subscribe = (listen: () => void) => {
  listeners.add(listen)
  return () => void listeners.delete(listen)
}

export const useTopTitle = (): string => useSyncExternalStore(subscribe, () => titles.at(-1) ?? "")
