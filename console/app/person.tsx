/** Around everything: the language, the zone and the theme of whoever looks. */
import { useMantineColorScheme } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { Outlet } from "@tanstack/react-router"
import { createContext, useContext, useEffect, useState } from "react"
import { profileQuery, sessionQuery } from "./session.tsx"
import { type Locale, localeFor, rememberLocale, Words } from "./words.tsx"

const ChooseLocale = createContext<(locale: Locale) => void>(() => {})
/** Chooses the language of this browser, for those who haven't signed in. */
export const useChooseLocale = () => useContext(ChooseLocale)

export function Person() {
  const { data: session } = useQuery(sessionQuery)
  const { data: profile } = useQuery({ ...profileQuery, enabled: Boolean(session) })
  const { setColorScheme } = useMantineColorScheme()
  const [, setChosen] = useState<Locale>()
  const theme = session ? profile?.theme : undefined
  useEffect(() => {
    if (theme) setColorScheme(theme === "system" ? "auto" : theme)
  }, [theme, setColorScheme])
  const choose = (locale: Locale) => {
    rememberLocale(locale)
    setChosen(locale)
  }
  return (
    <ChooseLocale.Provider value={choose}>
      <Words
        locale={localeFor(session ? profile?.language : undefined)}
        timeZone={session ? (profile?.timeZone ?? undefined) : undefined}
      >
        <Outlet />
      </Words>
    </ChooseLocale.Provider>
  )
}
