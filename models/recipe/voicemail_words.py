"""Words and sentence templates for `voicemail_text` (written for this, no transcripts of any recording)."""

# ruff: noqa: SIM905 (word lists are read as text)

FIRST = """
james john robert michael william david richard joseph thomas charles chris daniel matthew anthony mark
donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob
gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander frank
patrick raymond jack dennis jerry tyler aaron jose adam nathan henry douglas zachary peter kyle noah ethan
jeremy walter keith roger terry sean austin carl arthur lawrence dylan jesse jordan bryan billy bruce
gabriel joe logan alan juan albert willie elijah wayne randy mary patricia jennifer linda elizabeth
barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley kimberly emily donna michelle
carol amanda melissa deborah stephanie rebecca sharon laura cynthia dorothy amy kathleen angela shirley
emma brenda pamela nicole anna samantha katherine christine helen debra rachel carolyn janet maria
catherine heather diane olivia julie joyce victoria ruth virginia lauren kelly christina joan evelyn
judith andrea hannah megan cheryl jacqueline martha madison teresa gloria sara janice ann kathryn abigail
sophia frances jean alice judy isabella julia grace amber denise danielle marilyn beverly charlotte
natalie theresa diana brittany kayla alexis lori mike dave bob rob tom jim bill steve dan matt tony jeff
greg ben sam alex pat nick tim ken ron ed kate beth sue jen liz meg kim maggie dana tina wendy holly robin
leslie tracy stacy erica monica vanessa
""".split()
LAST = """
smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson
anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez lewis
robinson walker young allen king wright scott torres hill flores green adams nelson baker hall rivera
campbell mitchell carter roberts gomez phillips evans turner diaz parker cruz edwards collins reyes
stewart morris morales murphy cook rogers gutierrez ortiz morgan cooper peterson bailey reed kelly howard
ramos kim cox ward richardson watson brooks chavez wood james bennett gray mendoza ruiz hughes price
alvarez castillo sanders patel myers long ross foster jimenez
""".split()
CO_A = """
summit pioneer liberty harbor cascade granite evergreen sterling apex northern western central pacific
atlantic premier superior national american united first capital golden silver blue red green river
mountain lake valley ocean bright clear smart quick rapid solid total prime global metro city county
heritage landmark keystone horizon
""".split()
CO_B = """
solutions services systems technologies consulting partners group industries supply insurance financial
medical dental marketing media design software security roofing plumbing electric heating construction
realty properties logistics equipment products associates foods foundation learning energy solar telecom
networks wireless
""".split()
THING = """software|a new service|our product|copiers|printers|phone systems|internet service|web design|
payroll|insurance|health insurance|energy savings|solar panels|office furniture|office supplies|
cleaning services|security systems|marketing services|advertising|accounting software|a free trial|
a demo|a quick demo|a training program|our newsletter|a proposal|a quote|an estimate|your invoice|
your order|your account|the contract|the agreement|our pricing|lead generation|customer support|
data backup|cloud storage|a mobile app|shipping|credit card processing|equipment leasing|a warranty|
maintenance plans|business loans|a line of credit|staffing|recruiting|sales training|coaching|
video conferencing|email marketing|social media|search advertising|a website|an online store|
inventory management|project management""".replace("\n", "").split("|")
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = "january february march april may june july august september october november december".split()
DIG = "zero one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORD = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
""".split()
LET = "a b c d e f g h i j k l m n o p q r s t u v w x y z".split()
WORD = """
apple baker bravo charlie david delta echo edward foxtrot frank george golf hotel india juliet kilo lima
mary mike nancy november oscar papa peter quebec robert romeo sam sierra tango thomas uniform victor
whiskey yankee zebra
""".split()
ROLES = """c e o|c f o|v p|h r department|i t department|i t manager|office manager|owner|sales manager|
head of marketing|director of operations|person in charge|front desk|accounting department|
operations manager|purchasing manager|general manager|practice manager""".replace("\n", "").split("|")

#: What a message begins and ends with; anything may stand between.
OPEN = """hi {f} this is {f} {l} with {co}
hi {f} this is {f} {l} from {co}
hi {f} it's {f} {l} at {co}
hi {f} {f} here from {co}
hi {f} {f} {l} here
hi {f} {f} here
hi {f} it's {f}
hi it's {f} {l} with {co}
hi this is {f} from {co}
hey {f} this is {f} over at {co}
hey {f} {f} {l} from {co}
hey {f} it's {f} again
hello {f} this is {f} {l} of {co}
hello {f} {f} {l} with {co} here
hello {t} {l} this is {f} {l} from {co}
hello my name is {f} {l} and i'm calling from {co}
good {tod2} {f} this is {f} with {co}
good {tod2} {f} {f} {l} from {co} here
good {tod2} {t} {l}
{f} this is {f} {l} from {co}
{f} it's {f} at {co}
{f} {f} here
this is {f} {l} calling for {f} {l}""".split("\n")
CLOSE = """my number is {ph}
again that's {ph}
that number again is {ph}
that's {ph}
you can reach me at {ph}
you can reach me on {ph}
call me back at {ph}
call me at {ph}
give me a ring at {ph}
again it's {f} at {ph}
again this is {f} {l} at {ph}
once more {ph}
it's {f} at {co} {ph}
thanks {f} talk soon
thank you {f} bye
thanks bye
talk to you soon bye
looking forward to hearing from you
have a great day
i'll try you again {day}""".split("\n")

#: The words for a hesitation, as often as they are used against each other.
FILLERS = "um um um uh uh uh er".split()

#: How often somebody hesitates: before a message's first word, between two sentences, and at any gap
#: between two words.
HESITATE = {"first": 0.05, "sentence": 0.25, "word": 0.025}

T = """hi {f} this is {f} {l} with {co}
hi {f} this is {f} from {co}
hello {f} it's {f} {l} calling from {co}
hey {f} {f} here
hey {f} it's {f} {l}
good morning {f} this is {f} {l}
good afternoon {t} {l} this is {f} over at {co}
hello {t} {l} my name is {f} {l}
my name is {f} and i work for {co}
my name is {f} {l} and i'm with {co}
i'm calling about {th}
i'm calling to talk about {th}
i'm calling to follow up on {th}
i'm calling because i have a question about {th}
i am reaching out regarding {th}
the reason for my call is {th}
the reason i'm calling is that we noticed you asked about {th}
i was hoping to speak with you about {th}
i wanted to ask if you had a chance to look at {th}
just checking in to see how things are going
just following up on the email i sent you {when}
i sent you an email {when} about {th}
i'll send you an email with more information
i will send over the details by email
please check your email and let me know
you can reach me at {ph}
my number is {ph}
my direct number is {ph}
my cell is {ph}
my office number is {ph} extension {n3}
again my number is {ph}
once again that's {ph}
call me back at {ph}
give me a call at {ph}
please call me at {ph} when you get a chance
you can call or text me at {ph}
feel free to call me any time at {ph}
please return my call when you have a minute
please call me back as soon as possible
i look forward to hearing from you
i look forward to speaking with you soon
talk to you soon
thanks {f}
thank you and have a good one
thank you for your time
thanks again and have a nice day
thanks have a good weekend
bye bye
bye now
goodbye
we help companies like yours with {th}
we help small businesses save money on {th}
we work with a number of businesses in your area
we can save you up to {pct} percent on {th}
we saved one of our customers {num} dollars {per}
our customers typically see a {pct} percent increase in sales
the price is {num} dollars {per}
it costs {num} dollars
we have a special offer this {per2}
the offer ends on {day}
there is no cost and no obligation
it will only take {min} minutes
do you have {min} minutes {day}
would you be available for a quick call on {day} at {time}
are you free {day} {tod}
i have an opening on {day} at {time}
can we meet on {month} {ord} at {time}
let's set up a meeting for next {day}
the meeting is on {day} {month} {ord}
i'm going to be in your area on {day}
your appointment is {day} at {time}
we need to reschedule your appointment
this message is for {f} {l}
this is a message for {f}
i'm looking for {f} {l}
i'm trying to reach the person in charge of {th}
i'm sorry i missed your call
i got your message {when}
sorry we keep missing each other
if you have any questions please let me know
if you are interested please call me back
if this isn't a good time let me know when would be better
if you're not the right person could you point me in the right direction
visit our website at {co} dot com
go to w w w dot {co1} dot com
my email is {f} at {co1} dot com
my email address is {f} dot {l} at {co1} dot com
that's spelled {sp}
my last name is {l} {sp}
our office is at {num} {l} street
the address is {num} {co1} avenue
your order number is {dg}
your invoice number is {dg}
your account number is {dg}
the confirmation number is {dg}
yes
no
okay
i was just wondering if you got {th}
i think we talked {when}
can i speak to your {role}
could you put me through to the {role}
i'm trying to reach your {role}
i spoke with the {role} {when}
you can email me at {mail}
send me an email at {mail}
email me or call me
just reply to the email
i emailed you {when}
i just emailed you about {th}
i emailed {th} to you
did you get my email about {th}
did you see the email i sent
i can email it to you
i'll email you {th}
drop me an email
put it in an email
it's in the email
my email is {mail}
the website is {web}
it's on our website at {web}
that's {l} {sp}
it's spelled {sp}
spelled {sp}
that's {as}
{as} {as}
i work with {co}
i work for {co} and {co}
{f} at {co} asked me to call
{f} {l} at {co} gave me your name
we helped {co} with {th}
we just finished a job for {co}
{f} from {co} said you were looking at {th}
so anyway give me a call
well i hope everything is going well
i hope you're doing well
i hope you had a great weekend
happy {day} {f}
congratulations on your new position
i saw your company in the news and wanted to reach out
{f} {l} suggested that i call you
we spoke {when} about {th}
we met {when} at the conference
we are offering {th}
we provide {th} for offices like yours
we are the number one provider of {th}
we are a local company that offers {th}
we specialize in {th}
we have been in business for {tw} years
our team has over {tw} years of experience
i'd like to tell you more about {th}
i'd love to show you {th}
i'd like to schedule a time to talk
i'd like to set up a short meeting with you
let me know what works best for you
let me know if {day} works
i'll try you again on {day}
i'll call you back {day} {tod}
i'll follow up with you next week
please disregard this message if you already called
leave me a message and i will get back to you
zero one two three four five six seven eight nine
{dg}
{ph}
{num} dollars
{time}
{day} {month} {ord}""".split("\n")
