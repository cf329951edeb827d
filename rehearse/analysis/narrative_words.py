"""Words that stories and news are known by, in closed classes: persons, seasons, units, verbs of doing.

The lists are our own; what they are signs of is said in narrative.py.
"""

from __future__ import annotations

from rehearse.analysis.clauses import BE
from rehearse.script.tokens import word_set

LISTENER = word_set("you your yours yourself")
SPEAKER = word_set("i we me us my our mine ours")

#: Somebody a story can be about: people, and firms small enough to be one of them.
PERSONS = word_set(
    """man woman lady gentleman guy fella fellow chap bloke lad girl couple family farmer owner
    manager director chef dentist doctor lawyer teacher nurse driver builder plumber roofer
    contractor baker butcher grocer grocers florist florists landlord publican tenant client
    customer neighbor neighbour colleague sisters brothers shop store cafe bakery restaurant hotel
    pub bar school college clinic practice hospital firm company business office plant factory mill
    farm yard garage salon gym church charity museum theatre theater library nursery brewery winery
    warehouse agency council team crew department bank dealer dealership chain club studio surgery
    outfit place centre center kitchen
    physio vicar priest pastor rabbi vet barber hairdresser stylist beautician mechanic fitter joiner
    carpenter welder glazier tiler mason gardener landscaper arborist cleaner caterer cook barista
    bartender barman waiter waitress jeweller jeweler watchmaker tailor seamstress printer bookbinder
    publisher editor photographer musician painter potter optician pharmacist chemist midwife surgeon
    paramedic accountant bookkeeper solicitor attorney notary surveyor architect engineer electrician
    roofers plumbers locksmith mover haulier trucker skipper fisherman grower rancher beekeeper vintner
    brewer miller cobbler upholsterer coach trainer tutor professor headteacher principal student pupil
    patient retiree pensioner widow widower veteran mother father mum dad sister brother cousin uncle aunt
    son daughter wife husband friend mate boss investor buyer seller tenant operator foreman supervisor
    captain pilot sailor soldier officer sheriff mayor councillor clerk secretary receptionist janitor
    caretaker porter concierge guard postman mailman courier dispatcher broker trader banker lender
    insurer adjuster agent realtor developer designer coder programmer analyst scientist researcher
    beginner newcomer volunteer member regular regulars parishioner congregation choir band orchestra
    troop scouts squad academy kindergarten daycare creche parish abbey cathedral mosque synagogue temple
    hostel inn motel guesthouse resort campsite diner bistro cafeteria canteen takeaway pizzeria
    chippy deli delicatessen butchers dairy creamery distillery cidery orchard vineyard ranch stables
    kennels cattery greenhouse foundry smelter quarry sawmill tannery refinery cannery abattoir boatyard
    shipyard marina dockyard depot terminal laundry launderette laundromat dairy pharmacy opticians dentists
    solicitors accountants architects realtors brokerage lettings developer hospice infirmary ward lab
    laboratory university academy district council township county municipality borough cooperative
    coop association federation union trust foundation nonprofit shelter institute observatory zoo
    aquarium cinema arena stadium rink pool spa boutique jewelers jewellers bookshop bookstore toyshop
    newsagent supermarket grocery market stall kiosk franchise startup studio workshop bindery printers
    printworks packager distributor wholesaler supplier manufacturer carrier hauler airline railway fleet
    landlady homeowner householder newlyweds twins lad lass grandmother grandfather gran grandad
    customer's"""
)
MONTHS = word_set("january february march april may june july august september october november december")
SEASONS = word_set("spring summer autumn fall winter christmas easter thanksgiving ramadan harvest")
BEFORE_MONTH = word_set("in by since last this every until till from of to before after through")
BEFORE_SEASON = word_set("in by since last this every the")
UNITS = word_set(
    """days day weeks week months month hours hour minutes minute years year mornings nights
    afternoons shift shifts"""
)
AMOUNTS = word_set("percent thousand pounds dollars quid cents")
DENIAL = word_set(
    """not no never nobody none nothing without neither wrong missing only dead broken expired blank empty
    leaking cracked loose unlocked stuck blocked faulty overdue dark backwards sideways upside crooked
    rotten rusty rusted frayed bald worn bent swollen sagging leaning hanging unplugged frozen flooded unpaid
    unsigned unread unanswered unsafe illegal banned stolen copied recalled lapsed outdated stale bulge
    crack cracks hole leak leaks rust damp mould mold rats mice hornets wasps fungus unlit unclaimed
    unsigned misspelled misspelt mislabeled mislabelled overcharged underinsured uninsured infested split
    jammed clogged bare dented scratched torn ripped soaked mouldy moldy fake counterfeit"""
)
CONTRAST = word_set("instead anyway now half twice double less fewer quicker faster rather than")
WHERE = word_set(
    """in at on near outside over down across round around behind next from like whose who that
    which with opposite"""
)
ARRANGING = word_set(
    "call scheduled meeting appointment quote brochure demo message voicemail interested order"
)
#: What is said to people who are to feel lucky.
LUCK = word_set(
    "selected approved preapproved prequalified qualify qualifies eligible winner prize exclusive"
)
HE_OR_SHE = word_set("he she his her him hers")
THEY = word_set("they their them")
MOST = word_set("most every all each")
ADVICE = word_set(
    """pull put keep check ask watch look turn take leave run switch shut open move count read park
    sign let hold stop start mark write try throw buy use test feel scratch drop hang place lay"""
)
ADVISED = word_set("the it them your a one out")
#: After these a verb is no piece of advice ("we can check the …").
NO_ADVICE = SPEAKER | word_set("to will can would not could they you who should")
NOUN_STARTS = word_set("the a an that those these two three four five six one every any each")
CONDITION = word_set("if unless whether suppose supposing")
#: "Some issues", "a serious problem": a fault that is not named is a bait, no news.
VAGUE = word_set("some serious major critical several certain huge big important potential")
FAULTS = word_set(
    "issue issues problem problems error errors mistakes gaps things changes opportunities concerns flaws"
)
#: What comes of it is no event: "he told me", "she asked me to ring".
SPEECH = word_set("told asked said suggested mentioned gave recommended passed thought spoke pointed")
#: What a caller did to find something out about them: "I drove past …", "I tried your …".
LOOKED = word_set(
    """drove walked cycled rode flew went came stopped stood sat waited parked queued passed visited toured
    rang called phoned dialed dialled texted tried tested checked searched googled looked watched counted
    measured timed weighed compared read opened clicked typed ordered bought booked noticed saw spotted
    found ran pulled asked listened heard felt tasted photographed scanned zoomed"""
)
#: "I was in your shop": the same with a place after it.
PLACES = word_set(
    "in at on by outside behind under past near inside round around beside opposite up down through over next"
)
ORDINALS = word_set(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth"""
)
OWN = word_set("my our")
#: Before the day of a month.
DATED = word_set("on from by until till before after since to of")
WHEN = word_set("yesterday overnight tonight")
PERIODS = word_set(
    "week month year quarter spring summer autumn fall winter season morning night weekend afternoon"
)
BEFORE_PERIOD = word_set("next last this")
#: Only after these does "no" deny what is told; elsewhere it reassures ("no need to", "no invoice").
BEFORE_NO = BE | word_set("has have had there with got gets shows see sees saw says said carries takes")
#: So many digits in a row are an identifier, no quantity.
DIGITS = 4

#: Past forms of making, writing down and going through, which stand for a thing to give.
MADE = word_set(
    """wrote made built filmed taped recorded typed cut drew sketched marked laid listed pulled
    compiled translated copied printed photographed measured timed counted mapped collected gathered
    priced compared noted clipped scanned finished published rewrote redid redrew summarised
    summarized tallied transcribed highlighted circled sorted plotted charted graphed kept saved
    baked brewed sewed welded mixed traced modelled modeled costed edited drafted written drawn shot
    jotted scribbled scanned rewritten redrawn"""
)
#: Past forms of work done on things, which stand for a piece to try.
WROUGHT = word_set(
    """made built baked brewed cooked sewed sewn knitted knit carved cast welded moulded molded mixed ground
    roasted painted primed sanded oiled greased polished waxed mowed mown trimmed pruned swept scrubbed
    washed ironed pressed steamed starched mended patched darned repaired restored sharpened honed tuned
    rigged wired fitted mounted hung planted potted wrapped boxed bottled canned jarred pickled smoked cured
    stitched embroidered engraved etched lettered gilded dyed framed bound sliced
    poured rolled milled planed tiled plastered rendered grouted seeded translated reworded
    retouched recoloured recolored recorded voiced dubbed captioned edited remixed composed
    programmed coded"""
)
#: What happens to things and firms that others should hear of; "-ed", "-s" and "-ing" belong to them.
_EVENTS = word_set(
    """raise lower change close open shut move merge buy sell retire leave strike recall ban cut add drop end
    start stop expire lapse double halve fine sue file copy steal win lose launch build dig rewrite replace
    introduce announce post publish approve reject vote pass delay cancel extend shrink grow switch split
    scrap axe freeze flood burn collapse default fail hire fire lay quit resign appoint promote award pull
    withdraw release update revise tighten loosen relax require demand demolish tear repave dig widen narrow
    reroute divert detour tax charge bill renew terminate transfer relocate rename rebrand acquire auction
    foreclose list advertise schedule inspect cite ticket tow audit investigate"""
)
_IRREGULAR_EVENTS = word_set(
    """bought sold left struck lost won built dug rewrote rewritten grown grew shrank shrunk froze frozen
    burnt laid withdrew withdrawn tore torn stole stolen"""
)
EVENTS = _IRREGULAR_EVENTS.union(
    *(
        {
            stem,
            stem + "s",
            stem + "es",
            stem + "ed",
            stem + "ing",
            stem + stem[-1] + "ed",
            stem + stem[-1] + "ing",
        }
        | ({stem + "d", stem[:-1] + "ing"} if stem.endswith("e") else {stem[:-1] + "ies", stem[:-1] + "ied"})
        for stem in _EVENTS
    )
)
#: The same with a word that must follow: "worked out", "gone through".
MADE_WITH = {
    "worked": word_set("out"), "went": word_set("through over"), "gone": word_set("through over"),
    "took": word_set("notes pictures photos"), "put": word_set("together"), "read": word_set("through all"),
    "did": word_set("the a"), "ran": word_set("the your"),
}  # fmt: skip
