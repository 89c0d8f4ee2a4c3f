/**
 * Lumivox, a telephony operator: two classes share one template set in four languages, a third belongs to a reseller.
 *
 * Names and `.example` addresses (RFC 2606 §3) are made up. Numbers are from ranges kept for drama where a country has
 * one (Ofcom's 07700 900000–900999, PTS's 070-174 06 05–06 99); Poland, Italy and Denmark keep none, so theirs are a
 * run of zeros.
 */
import type { Channel } from "../base/words.ts"
import type { Sample, SampleCustomer } from "./sample.ts"

const both: readonly Channel[] = ["email", "sms"]
const email: readonly Channel[] = ["email"]

const large = { class: "large" } as const
const small = { class: "small" } as const
const partner = { class: "partner" } as const
const italy = { area: "italy", locale: "it", timeZone: "Europe/Rome" } as const
const nordics = { area: "nordics", locale: "da", timeZone: "Europe/Copenhagen" } as const
const poland = { area: "central", locale: "pl" } as const
const britain = { area: "central", locale: "en", timeZone: "Europe/London" } as const
const sweden = { area: "nordics", locale: "en", timeZone: "Europe/Stockholm" } as const

// biome-ignore format: one customer a row reads as a table
const customers: readonly SampleCustomer[] = [
  // Large business
  { externalId: "LX-1001", name: "Hotele Bałtyckie S.A.", salutation: "Pani Anno", ...large, ...poland, email: ["telekomunikacja@hotelebaltyckie.example", "faktury@hotelebaltyckie.example"], sms: ["+48450000001"], credit: { limit: "8000.00", balance: "6910.40" }, invoices: [{ number: "FV-3101", amount: "6910.40", dueInDays: 7 }] },
  { externalId: "LX-1002", name: "Drukarnia Wisła S.A.", salutation: "Panie Marku", ...large, ...poland, email: ["administracja@drukarniawisla.example"], sms: ["+48450000002", "+48450000003"], credit: { limit: "3000.00", balance: "1240.00" } },
  { externalId: "LX-1003", name: "Grupa Logistyczna Horyzont", salutation: "Panie Tomaszu", ...large, ...poland, email: ["it@horyzont-logistyka.example"], sms: ["+48450000004"], bcc: ["zarzad@horyzont-logistyka.example"], credit: { limit: "12000.00", balance: "9890.15" } },
  { externalId: "LX-1004", name: "Szpital Świętej Jadwigi", salutation: "Pani Katarzyno", ...large, ...poland, email: ["lacznosc@szpitaljadwigi.example", "ksiegowosc@szpitaljadwigi.example"], sms: ["+48450000005"], credit: { limit: "6000.00", balance: "2105.80" }, invoices: [{ number: "FV-3104", amount: "2105.80", dueInDays: 14 }] },
  { externalId: "LX-1005", name: "Uczelnia Techniczna Północ", ...large, ...poland, email: ["centrala@utpolnoc.example"], credit: { limit: "5000.00", balance: "0.00" } },
  { externalId: "LX-1006", name: "Zakłady Mleczarskie Łąka", salutation: "Pani Ewo", ...large, ...poland, email: ["biuro@mleczarnialaka.example"], sms: ["+48450000006"], credit: { limit: "2500.00", balance: "2610.30" }, invoices: [{ number: "FV-2087", amount: "1320.15", dueInDays: -7 }] },
  { externalId: "LX-1007", name: "Officine Alba S.p.A.", salutation: "Dott.ssa Ferri", ...large, ...italy, email: ["telefonia@officinealba.example", "contabilita@officinealba.example"], sms: ["+393990000001"], credit: { limit: "7000.00", balance: "3312.90" }, invoices: [{ number: "FV-3107", amount: "3312.90", dueInDays: 3 }] },
  { externalId: "LX-1008", name: "Cantine del Poggio S.p.A.", salutation: "Ing. Greco", ...large, ...italy, email: ["sistemi@cantinedelpoggio.example"], sms: ["+393990000002"], credit: { limit: "4000.00", balance: "3655.20" } },
  { externalId: "LX-1009", name: "Assicurazioni Laguna S.p.A.", salutation: "Dott. Conti", ...large, ...italy, email: ["reti@assicurazionilaguna.example"], sms: ["+393990000003", "+393990000004"], credit: { limit: "15000.00", balance: "8420.75" } },
  { externalId: "LX-1010", name: "Editrice Meridiano S.r.l.", ...large, ...italy, email: ["amministrazione@editricemeridiano.example"], channels: { sms: false }, sms: ["+393990000005"], credit: { limit: "2000.00", balance: "410.00" } },
  { externalId: "LX-1011", name: "Havnens Rederi A/S", salutation: "Mette", ...large, ...nordics, email: ["drift@havnensrederi.example", "bogholderi@havnensrederi.example"], sms: ["+4550000001"], credit: { limit: "9000.00", balance: "7425.00" }, invoices: [{ number: "FV-3111", amount: "7425.00", dueInDays: 0 }] },
  { externalId: "LX-1012", name: "Nordlys Ejendomme A/S", salutation: "Søren", ...large, ...nordics, email: ["telefoni@nordlysejendomme.example"], sms: ["+4550000002"], credit: { limit: "3500.00", balance: "880.40" } },
  { externalId: "LX-1013", name: "Klitgaard Møbler A/S", salutation: "Lone", ...large, ...nordics, email: ["it@klitgaardmobler.example"], sms: ["+4550000003"], bcc: ["direktion@klitgaardmobler.example"], credit: { limit: "2500.00", balance: "2175.60" } },
  { externalId: "LX-1014", name: "Harrow & Pike Solicitors LLP", salutation: "Ms Clarke", ...large, ...britain, email: ["facilities@harrowpike.example"], sms: ["+447700900101"], credit: { limit: "4000.00", balance: "1530.20" } },
  { externalId: "LX-1015", name: "Meridian Freight Ltd", salutation: "Mr Osei", ...large, ...britain, email: ["noc@meridianfreight.example", "accounts@meridianfreight.example"], sms: ["+447700900102", "+447700900103"], credit: { limit: "10000.00", balance: "9120.00" }, invoices: [{ number: "FV-2115", amount: "4560.00", dueInDays: -20 }] },
  { externalId: "LX-1016", name: "Tallboy Studios Ltd", salutation: "Dr Whitfield", ...large, ...britain, email: ["office@tallboystudios.example"], channels: { sms: false }, sms: ["+447700900104"], credit: { limit: "1500.00", balance: "120.00" } },
  { externalId: "LX-1017", name: "Granbacken Energi AB", salutation: "Ms Lindqvist", ...large, ...sweden, email: ["telecom@granbackenenergi.example"], sms: ["+46701740605"], credit: { limit: "6000.00", balance: "2999.90" } },
  { externalId: "LX-1018", name: "Skerry Shipping AB", ...large, ...sweden, email: ["ops@skerryshipping.example"], sms: ["+46701740606"], credit: { limit: "5000.00", balance: "4350.00" } },

  // Small business
  { externalId: "LX-2001", name: "Piekarnia Pod Lipą", salutation: "Pani Zofio", ...small, ...poland, email: ["piekarnia@podlipa.example"], sms: ["+48450000011"], credit: { limit: "200.00", balance: "171.50" }, invoices: [{ number: "FV-3201", amount: "85.75", dueInDays: 7 }] },
  { externalId: "LX-2002", name: "Biuro Rachunkowe Saldo", salutation: "Pani Agnieszko", ...small, ...poland, email: ["kontakt@biurosaldo.example"], sms: ["+48450000012"], credit: { limit: "300.00", balance: "64.20" } },
  { externalId: "LX-2003", name: "Gabinet Weterynaryjny Cztery Łapy", salutation: "Panie Piotrze", ...small, ...poland, email: ["recepcja@czterylapy.example"], sms: ["+48450000013", "+48450000014"], credit: { limit: "250.00", balance: "229.90" } },
  { externalId: "LX-2004", name: "Auto Serwis Kowalczyk", salutation: "Panie Janie", ...small, ...poland, email: ["serwis@autokowalczyk.example"], channels: { sms: false }, sms: ["+48450000015"], credit: { limit: "200.00", balance: "98.00" } },
  { externalId: "LX-2005", name: "Kwiaciarnia Irys", salutation: "Pani Magdo", ...small, ...poland, email: ["zamowienia@kwiaciarniairys.example"], sms: ["+48450000016"] },
  { externalId: "LX-2006", name: "Szkoła Językowa Most", salutation: "Pani Joanno", ...small, ...poland, email: ["sekretariat@szkolamost.example", "ksiegowosc@szkolamost.example"], sms: ["+48450000017"], credit: { limit: "400.00", balance: "415.60" }, invoices: [{ number: "FV-2206", amount: "207.80", dueInDays: -7 }] },
  { externalId: "LX-2007", name: "Pracownia Architektoniczna Krokiew", salutation: "Panie Michale", ...small, ...poland, email: ["pracownia@krokiew.example"], sms: ["+48450000018"], credit: { limit: "300.00", balance: "150.00" } },
  { externalId: "LX-2008", name: "Stolarnia Dąb i Jesion", ...small, ...poland, email: ["biuro@dabijesion.example"] },
  { externalId: "LX-2009", name: "Kancelaria Adwokacka Wilk", salutation: "Pani Mecenas", ...small, ...poland, email: ["kancelaria@adwokatwilk.example"], sms: ["+48450000019"], credit: { limit: "500.00", balance: "88.10" } },
  { externalId: "LX-2010", name: "Pensjonat Szarotka", salutation: "Panie Stanisławie", ...small, ...poland, email: ["rezerwacje@pensjonatszarotka.example"], sms: ["+48450000020"], credit: { limit: "200.00", balance: "182.00" } },
  { externalId: "LX-2011", name: "Trattoria da Nunzia", salutation: "Sig.ra Esposito", ...small, ...italy, email: ["prenotazioni@danunzia.example"], sms: ["+393990000011"], credit: { limit: "200.00", balance: "45.30" } },
  { externalId: "LX-2012", name: "Studio Dentistico Sorriso", salutation: "Dott. Marini", ...small, ...italy, email: ["segreteria@studiosorriso.example"], sms: ["+393990000012", "+393990000013"], credit: { limit: "300.00", balance: "264.80" }, invoices: [{ number: "FV-3212", amount: "132.40", dueInDays: 14 }] },
  { externalId: "LX-2013", name: "Libreria Calvario", salutation: "Sig. Rinaldi", ...small, ...italy, email: ["info@libreriacalvario.example"], sms: ["+393990000014"] },
  { externalId: "LX-2014", name: "Ferramenta Fratelli Bruni", salutation: "Sig. Bruni", ...small, ...italy, email: ["ordini@ferramentabruni.example"], channels: { sms: false }, sms: ["+393990000015"], credit: { limit: "250.00", balance: "110.00" } },
  { externalId: "LX-2015", name: "Agriturismo Le Querce", salutation: "Sig.ra Galli", ...small, ...italy, email: ["ospiti@agriturismolequerce.example"], sms: ["+393990000016"], credit: { limit: "200.00", balance: "203.15" } },
  { externalId: "LX-2016", name: "Sartoria Filo d'Oro", ...small, ...italy, email: ["sartoria@filodoro.example"], sms: ["+393990000017"] },
  { externalId: "LX-2017", name: "Café Krummeluren", salutation: "Freja", ...small, ...nordics, email: ["hej@krummeluren.example"], sms: ["+4550000011"], credit: { limit: "200.00", balance: "56.00" } },
  { externalId: "LX-2018", name: "Østerbro Cykelværksted", salutation: "Jonas", ...small, ...nordics, email: ["vaerksted@osterbrocykler.example"], sms: ["+4550000012"], credit: { limit: "250.00", balance: "221.00" }, invoices: [{ number: "FV-3218", amount: "110.50", dueInDays: 3 }] },
  { externalId: "LX-2019", name: "Tandlægerne ved Åen", salutation: "Pia", ...small, ...nordics, email: ["klinik@tandlaegernevedaaen.example", "faktura@tandlaegernevedaaen.example"], sms: ["+4550000013"], credit: { limit: "400.00", balance: "99.40" } },
  { externalId: "LX-2020", name: "Murermester Holst", salutation: "Henrik", ...small, ...nordics, email: ["kontor@murermesterholst.example"], channels: { sms: false }, sms: ["+4550000014"] },
  { externalId: "LX-2021", name: "Bogcaféen Sidste Side", ...small, ...nordics, email: ["butik@sidsteside.example"], sms: ["+4550000015"], credit: { limit: "150.00", balance: "30.00" } },
  { externalId: "LX-2022", name: "Fysioterapi Fjorden", salutation: "Camilla", ...small, ...nordics, email: ["tid@fysiofjorden.example"], sms: ["+4550000016", "+4550000017"], credit: { limit: "200.00", balance: "176.20" } },
  { externalId: "LX-2023", name: "The Copper Kettle Tearoom", salutation: "Mrs Bannerjee", ...small, ...britain, email: ["hello@copperkettle.example"], sms: ["+447700900111"], credit: { limit: "200.00", balance: "75.00" } },
  { externalId: "LX-2024", name: "Brightwater Physiotherapy", salutation: "Mr Hughes", ...small, ...britain, email: ["reception@brightwaterphysio.example"], sms: ["+447700900112"], credit: { limit: "300.00", balance: "261.00" } },
  { externalId: "LX-2025", name: "Fenwood Garden Design", ...small, ...britain, email: ["studio@fenwoodgardens.example"] },
  { externalId: "LX-2026", name: "Quayside Cycles", salutation: "Ms Doyle", ...small, ...britain, email: ["shop@quaysidecycles.example", "books@quaysidecycles.example"], sms: ["+447700900113"], credit: { limit: "250.00", balance: "120.50" }, invoices: [{ number: "FV-3226", amount: "120.50", dueInDays: -1 }] },
  { externalId: "LX-2027", name: "Sandviken Pottery", salutation: "Mr Ekholm", ...small, ...sweden, email: ["studio@sandvikenpottery.example"], sms: ["+46701740607"] },

  // Partner customers
  { externalId: "LX-3001", name: "Hurtownia Materiał", salutation: "Panie Robercie", ...partner, ...poland, email: ["biuro@hurtowniamaterial.example"], sms: ["+48450000031"], credit: { limit: "600.00", balance: "540.00" } },
  { externalId: "LX-3002", name: "Przychodnia Rodzinna Zdrój", salutation: "Pani Doktor", ...partner, ...poland, email: ["rejestracja@przychodniazdroj.example"], sms: ["+48450000032", "+48450000033"], credit: { limit: "800.00", balance: "310.60" }, invoices: [{ number: "FV-3302", amount: "310.60", dueInDays: 7 }] },
  { externalId: "LX-3003", name: "Nieruchomości Stary Rynek", salutation: "Pani Moniko", ...partner, ...poland, email: ["oferty@staryrynek.example"], sms: ["+48450000034"] },
  { externalId: "LX-3004", name: "Taxi Centrum Spółdzielnia", salutation: "Panie Andrzeju", ...partner, ...poland, email: ["dyspozytor@taxicentrum.example"], sms: ["+48450000035"], credit: { limit: "1000.00", balance: "1012.40" } },
  { externalId: "LX-3005", name: "Ośrodek Narciarski Stok", ...partner, ...poland, email: ["biuro@osrodekstok.example"], sms: ["+48450000036"] },
  { externalId: "LX-3006", name: "Apteka Pod Wagą", salutation: "Pani Beato", ...partner, ...poland, email: ["apteka@podwaga.example"], channels: { sms: false }, sms: ["+48450000037"] },
  { externalId: "LX-3007", name: "Warsztat Meblowy Heban", salutation: "Panie Krzysztofie", ...partner, ...poland, email: ["zamowienia@meblheban.example"], sms: ["+48450000038"], credit: { limit: "300.00", balance: "140.00" } },
  { externalId: "LX-3008", name: "Autonoleggio Litorale S.r.l.", salutation: "Sig. De Santis", ...partner, ...italy, email: ["flotta@autonoleggiolitorale.example"], sms: ["+393990000031"], credit: { limit: "900.00", balance: "777.30" } },
  { externalId: "LX-3009", name: "Pasticceria Bellavista", salutation: "Sig.ra Moretti", ...partner, ...italy, email: ["ordini@pasticceriabellavista.example"], sms: ["+393990000032"] },
  { externalId: "LX-3010", name: "Palestra Equilibrio", ...partner, ...italy, email: ["info@palestraequilibrio.example"], sms: ["+393990000033"], credit: { limit: "250.00", balance: "60.00" } },
  { externalId: "LX-3011", name: "Gartneriet Solsikken", salutation: "Birgit", ...partner, ...nordics, email: ["salg@gartnerietsolsikken.example"], sms: ["+4550000031"] },
  { externalId: "LX-3012", name: "Autoværkstedet Bakken", salutation: "Kasper", ...partner, ...nordics, email: ["booking@autobakken.example", "regnskab@autobakken.example"], sms: ["+4550000032"], credit: { limit: "400.00", balance: "352.00" } },
  { externalId: "LX-3013", name: "Lystfiskeren Grej & Liv", salutation: "Torben", ...partner, ...nordics, email: ["butik@lystfiskeren.example"], sms: ["+4550000033"] },
  { externalId: "LX-3014", name: "Pennant Marine Supplies", salutation: "Ms Fraser", ...partner, ...britain, email: ["orders@pennantmarine.example"], sms: ["+447700900131"], credit: { limit: "500.00", balance: "448.00" } },
  { externalId: "LX-3015", name: "Larkfield Nursery School", salutation: "Mrs Adeyemi", ...partner, ...britain, email: ["office@larkfieldnursery.example"], sms: ["+447700900132"] },
]

export const telco: Sample = {
  key: "telco",
  catalogue: "telephony",
  organisation: {
    name: "Lumivox",
    country: "PL",
    languages: ["en", "pl", "it", "da"],
    timeZone: "Europe/Warsaw",
    currency: "EUR",
    sendTime: "09:00",
    companyContact: { email: "care@lumivox.example", phone: "+48450000000" },
    url: "https://lumivox.example",
    accent: "#5a3fa0",
    emailFooter: "Lumivox sp. z o.o., ul. Sygnałowa 4, 00-000 Warszawa",
    smsStart: "send",
    smsPolicy: "gsm7_strict",
    smsSender: "Lumivox",
  },
  modules: ["sms"],
  smsPrices: { PL: "0.0190", IT: "0.0410", DK: "0.0380", GB: "0.0440", SE: "0.0420" },
  areas: [
    { key: "central", name: "Central Europe and Britain" },
    { key: "italy", name: "Italy" },
    { key: "nordics", name: "Nordics" },
  ],
  members: [
    {
      key: "marta",
      name: "Marta Zielińska",
      email: "marta.zielinska@lumivox.example",
      phone: "+48450000091",
      locale: "pl",
      role: "administrator",
    },
    {
      key: "lorenzo",
      name: "Lorenzo Bassi",
      email: "lorenzo.bassi@lumivox.example",
      phone: "+393990000091",
      locale: "it",
      role: "supervisor",
      areas: ["italy"],
    },
    {
      key: "ida",
      name: "Ida Vestergaard",
      email: "ida.vestergaard@lumivox.example",
      phone: "+4550000091",
      locale: "da",
      role: "supervisor",
      areas: ["nordics", "central"],
    },
    {
      key: "karol",
      name: "Karol Dąbek",
      email: "karol.dabek@telpartner.example",
      phone: "+48450000092",
      locale: "pl",
      role: "reseller",
    },
    {
      key: "hannah",
      name: "Hannah Reed",
      email: "hannah.reed@lumivox.example",
      phone: "+447700900191",
      locale: "en",
      role: "employee",
    },
  ],
  templateSets: [
    { key: "standard", name: "Standard" },
    { key: "partner", name: "Partner", managedBy: "karol" },
  ],
  classes: [
    {
      key: "small",
      name: "Small business",
      templateSet: "standard",
      replyTo: "care@lumivox.example",
      dueDays: { before: [7, 3], after: [0, 7, 20] },
      thresholds: [{ percentUsed: 80 }, { amountLeft: "20.00" }],
      switches: {
        "balance.near_limit": both,
        "balance.over_limit": both,
        "invoice.issued": email,
        "invoice.due_soon": both,
        "invoice.overdue": both,
        "payment.received": email,
        "payment.failed": both,
        "service.limited": both,
        "service.suspended": both,
        "service.terminated": email,
        "account.welcome": email,
        "account.password_changed": both,
      },
    },
    {
      key: "large",
      name: "Large business",
      templateSet: "standard",
      replyTo: "business@lumivox.example",
      dueDays: { before: [14, 7, 3], after: [0, 7, 20] },
      thresholds: [{ percentUsed: 75 }, { percentUsed: 90 }],
      switches: {
        "balance.near_limit": email,
        "balance.over_limit": both,
        "invoice.issued": email,
        "invoice.due_soon": email,
        "invoice.overdue": email,
        "payment.received": email,
        "payment.failed": email,
        "balance.adjusted": email,
        "service.limited": both,
        "service.suspended": both,
        "service.terminated": both,
        "account.welcome": email,
        "account.password_changed": email,
        "statistics.summary": email,
      },
    },
    {
      key: "partner",
      name: "Partner customers",
      managedBy: "karol",
      templateSet: "partner",
      replyTo: "pomoc@telpartner.example",
      dueDays: { before: [7], after: [0, 14] },
      thresholds: [{ percentUsed: 85 }],
      switches: {
        "balance.near_limit": ["sms"],
        "balance.over_limit": both,
        "invoice.issued": email,
        "invoice.overdue": both,
        "payment.failed": email,
        "service.limited": both,
        "service.suspended": both,
        "account.welcome": email,
        "statistics.summary": email,
      },
    },
  ],
  customers,
}
