import { announcements } from "../catalogue/starting/announcements.ts"
import { checkDefaults } from "./defaults.check.ts"
import da from "./defaults/announcements.da.ts"
import en from "./defaults/announcements.en.ts"
import it from "./defaults/announcements.it.ts"
import pl from "./defaults/announcements.pl.ts"

checkDefaults(announcements, { en, pl, it, da })
