"""How people ask about pictures: ability: (trained phrasings, held-out phrasings)."""

ONE_WORD = ["[Answer with|Answer in|Use|Reply with|Say] [one word|a single word|only one word|just one word].", "[One word only|Only one word|Just one word|One word][, please|].",
            "[Short answer|Short|Only the answer|Just the answer][, please|]."]
ONE_WORD_HELD = ["A single word will do.", "Give me nothing but the word."]

STILL = {
    "colour": (
        ["[What|Which] colour [is|has] the <x>[|| @here| there| now]?", "What is the colour of the <x>[| @here]?", "@tell [what|which] colour the <x> [is|has]@end", "@tell the colour of the <x>@end",
         "[Name|Give me|Give|Find|State] the colour of the <x>@end", "The <x> [is|has] [what|which] colour?", "[In what|In which] colour is the <x> [drawn|painted|shown|coloured]?",
         "How is the <x> coloured?", "[Look at|See|Here is] the <x>. [What|Which] colour [is it|does it have|do you see]?", "What colour [does the <x> have|do you see on the <x>|would you say the <x> is]?",
         "[Colour|The colour] of the <x>?", "What's the <x>'s colour?", "What colour is the <x> @here?", "[Which|What] is the colour that the <x> has?"],
        ["@wonder what colour the <x> might be@end", "Could you name the <x>'s colour?", "The <x>: which colour did somebody give it?", "How would you call the colour of the <x>?", "Regarding the <x>, what colour is it?"]),
    "shape": (
        ["[What|Which] shape [is|has] the <x>[|| @here| there]?", "What is the shape of the <x>[| @here]?", "@tell [what|which] shape the <x> [is|has]@end", "@tell the shape of the <x>@end",
         "[Name|Give me|Give|Find|State] the shape of the <x>@end", "The <x> [is|has] [what|which] shape?", "[What|Which] [kind|sort|type] of shape is the <x>[| @here]?", "What [form|shape] [does the <x> have|is the <x>]?",
         "What is the <x>[| @here]?", "@tell what the <x> is@end", "[Look at|See|Here is] the <x>. [What|Which] shape [is it|does it have|do you see]?", "[Shape|The shape] of the <x>?",
         "How is the <x> shaped?", "The <x> is a what?", "What's the <x>'s shape?"],
        ["@wonder what shape the <x> might be@end", "Could you name the <x>'s shape?", "What do you call the shape of the <x>?", "Regarding the <x>, which shape is it?", "What form do you recognise in the <x>?"]),
    "striped?": (
        ["Is the <x> <pattern>[|| @here]?", "@tell [whether|if] the <x> is <pattern>@end", "Is it true that the <x> is <pattern>?", "The <x> is <pattern>, [right|is it|isn't it|correct|true]?",
         "[Look at|See] the <x>. Is it <pattern>?", "[Check|Say] [whether|if] the <x> is <pattern>@end", "Would you [say|call] the <x> [is |]<pattern>?", "[Do you see|Can you see] that the <x> is <pattern>?", "<pattern> or not: the <x>?"],
        ["Would it be right that the <x> is <pattern>?", "Have a look whether the <x> is <pattern>@end", "Can one call the <x> <pattern>?"]),
    "pattern": (
        ["[What|Which] [pattern|texture] [has the <x>|does the <x> have|is on the <x>|do you see on the <x>]?", "What is the [pattern|texture] of the <x>?", "Is the <x> [plain, striped or dotted|striped, dotted or plain|striped or plain|plain or striped|dotted or plain|plain or dotted]?",
         "@tell the [pattern|texture] of the <x>@end", "@tell [what|which] [pattern|texture] the <x> has@end", "[Name|Give|Find] the [pattern|texture] of the <x>@end", "How is the <x> [patterned|filled|decorated]?", "[Pattern|Texture|The pattern] of the <x>?",
         "[Stripes|Dots] or [plain|nothing] on the <x>?"],
        ["@wonder which pattern the <x> has@end", "Which texture covers the <x>?", "Regarding the <x>, is it plain, dotted or striped?", "What sort of pattern can be seen on the <x>?"]),
    "which striped": (
        ["[What|Which|Which shape|Which thing] is <pattern>[| @here]?", "[What|Which] is the <pattern> [shape|thing|object|one]?", "@tell [what|which shape|which thing] is <pattern>@end", "[Name|Find|Show|Give me] the <pattern> [shape|thing|object|one]@end",
         "[Which|What] [shape|thing|object] [has|shows] [the pattern|that is <pattern>]: <pattern>?", "What do you see that is <pattern>?", "[Is there|Do you see] [a|one] <pattern> [shape|thing|object]? Which[| one]?"],
        ["Point out the <pattern> shape@end", "@wonder which of the shapes is <pattern>@end", "Which among them is <pattern>?"]),
    "count": (
        ["How many [shapes|things|objects|figures|items] [are there|are @here|do you see|can you see|are shown|does the @pic show|does the @pic have|are in the @pic]?", "@tell how many [shapes|things|objects] [there are|you see|are in the @pic]@end",
         "Count the [shapes|things|objects|figures|items][| @here|, please]@end", "[What is|Give me|Name] the number of [shapes|things|objects][| @here]?", "[Number|The number|Count] of [shapes|things|objects][| @here]?",
         "How many are there[| in all| altogether| in total]?", "[Shapes|Objects|Things] [in total|in all|altogether]?", "Can you count the [shapes|things|objects][| for me]?", "How many [different |single |]shapes [in total|in all|altogether]?",
         "How many [shapes|things] has the @pic?", "I [see|count] shapes. How many?", "Please count [everything|all shapes|what you see]@end", "How many in the @pic?"],
        ["What number of shapes can be found?", "The total of objects in the @pic, please@end", "@wonder how many shapes there are@end", "How large is the number of shapes?", "Would you count all the figures that appear?"]),
    "count kind": (
        ["How many <xs> [are there|are @here|do you see|can you see|are shown|does the @pic show|are in the @pic]?", "@tell how many <xs> [there are|you see|are in the @pic]@end", "Count the <xs>[| @here|, please]@end",
         "[What is|Give me|Name] the number of <xs>[| @here]?", "[Number|The number|Count] of <xs>[| @here]?", "Can you count the <xs>[| for me]?", "How many <xs> in [all|total]?", "How many <xs> has the @pic?", "How many [of them|of the shapes] are <xs>?",
         "<xs>: how many?", "How many <xs>?"],
        ["What number of <xs> can be found?", "The total of <xs>, please@end", "@wonder how many <xs> there are@end", "Would you count all <xs> that appear?"]),
    "exists": (
        ["Is there <a x>[| @here]?", "[Do you see|Can you see|Can you find|Can you spot] <a x>[| @here]?", "@tell [whether|if] there is <a x>[| @here]@end", "Does the @pic [show|contain|have|include] <a x>?", "Is <a x> [in the @pic|shown|there|here|in it|present]?",
         "[Check|Look] [whether|if] there is <a x>@end", "There is <a x>[| @here], [right|correct|true|isn't there]?", "Any <x>[| @here]?", "Is [one of them|one of the shapes|any shape|any of them] <a x>?", "[Is it true that|Would you say] there is <a x>?", "Has the @pic <a x>?"],
        ["Could <a x> be in the @pic?", "Does <a x> appear?", "@wonder whether there is <a x>@end", "Would I find <a x> in it?"]),
    "where": (
        ["Where is the <x>[|| @here| located| placed| now]?", "@tell where the <x> is@end", "[In|At] [what|which] [place|position|part of the @pic|area|corner] is the <x>?", "[What|Which] is the [position|place|location] of the <x>?",
         "@tell the [position|place|location] of the <x>@end", "[Where|In which part] [do you see|can you see|can I find|do I find] the <x>?", "[Find|Locate|Show me] the <x>@end", "[Position|Place|Location] of the <x>?", "[What|Which] [position|place] [has the <x>|does the <x> have]?",
         "The <x> is where?", "[Name|Give me|Describe] the [position|place|location] of the <x>@end", "Where in the @pic is the <x>?", "On [what|which] side is the <x>?", "[Look for|See] the <x>. Where is it?", "Whereabouts is the <x>?"],
        ["@wonder where the <x> is@end", "Where should I look for the <x>?", "In what region of the @pic does the <x> lie?", "Point me to the <x>@end", "Where has the <x> been drawn?"]),
    "at place": (
        ["[What|Which shape|Which thing] is <place>[| of the @pic]?", "What [do you see|can you see|is shown|is there|can be seen] <place>[| of the @pic]?", "@tell what is <place>@end", "[Name|Describe|Find] the [shape|thing|object] <place>@end",
         "[Which|What] [shape|thing|object] [is|do you see|can you see|is located|is placed] <place>?", "[Look|See] <place>[| of the @pic]. What is there?", "[Is there|Do you see] something <place>? What[| is it]?", "The [shape|thing|object] <place> is what?",
         "What is [drawn|located|placed|found] <place>?", "<place>: what is there?"],
        ["@wonder what is <place>@end", "If I look <place>, what do I find?", "Which shape has been drawn <place>?"]),
    "relation?": (
        ["Is the <x> <side> the <y>?", "@tell [whether|if] the <x> is <side> the <y>@end", "Is it true that the <x> is <side> the <y>?", "The <x> is <side> the <y>, [right|correct|isn't it|true]?", "[Do you see|Can you see] the <x> <side> the <y>?",
         "[Check|Say] [whether|if] the <x> is <side> the <y>@end", "Would you say the <x> is <side> the <y>?", "[Does the <x> lie|Is the <x> placed|Is the <x> located|Is the <x> drawn|Does the <x> sit] <side> the <y>?"],
        ["@wonder whether the <x> is <side> the <y>@end", "Could one say that the <x> is <side> the <y>?", "Can the <x> be found <side> the <y>?"]),
    "relation": (
        ["Is the <x> <one> or <two> the <y>?", "@tell [whether|if] the <x> is <one> or <two> the <y>@end", "<one> or <two>: where is the <x> [from|seen from|compared to|relative to] the <y>?", "Where is the <x>, <one> or <two> the <y>?",
         "[Look at|Compare] the <x> and the <y>. Is the <x> <one> or <two> [it|the <y>]?", "[Does the <x> lie|Is the <x> placed|Is the <x> located|Is the <x> drawn] <one> or <two> the <y>?", "Would you say the <x> is <one> or <two> the <y>?",
         "The <x> is <one> or <two> the <y>?", "[Do you see|Can you see] the <x> <one> or <two> the <y>?"],
        ["@wonder whether the <x> is <one> or <two> the <y>@end", "Seen from the <y>, is the <x> <one> or <two> it?", "Has the <x> been drawn <one> or <two> the <y>?"]),
    "beside": (
        ["[What|Which shape|Which thing|Which object] is <side> the <y>?", "@tell [what|which shape|which thing] is <side> the <y>@end", "What [do you see|can you see|is there|can be seen|is shown] <side> the <y>?", "[Name|Describe|Find] the [shape|thing|object] <side> the <y>@end",
         "[Look|See] <side> the <y>. What is there?", "What [lies|sits|is placed|is located|is drawn] <side> the <y>?", "Is there something <side> the <y>? What[| is it]?", "<side> the <y>: what is there?", "Which [shape|thing|object] [do you see|is drawn|is located] <side> the <y>?"],
        ["@wonder what is <side> the <y>@end", "If I look <side> the <y>, what do I find?", "What has been drawn <side> the <y>?"]),
    "extreme": (
        ["[What|Which|Which shape|Which thing|Which one|Which object] is [the <most>|<most>]?", "[What|Which] is the <most> [shape|thing|object|one|figure]?", "@tell [what|which shape] is <most>@end", "[Name|Find|Describe|Show me] the <most> [shape|thing|object|one|figure]@end",
         "[What|Which shape|Which thing] do you see <most>?", "The <most> [shape|thing|object] is what?", "<most>: which shape is it?"],
        ["@wonder what is <most>@end", "Among the shapes, which is the <most> one?", "Which shape has the <most> position?"]),
    "larger": (
        ["[Which|What|Which one] is <size>, the <x> or the <y>?", "Is the <x> or the <y> <size>?", "@tell [which|what] is <size>, the <x> or the <y>@end", "[Which|What] of [the two|them] is <size>: the <x> or the <y>?", "[Compare|Look at] the <x> and the <y>. Which is <size>?",
         "[The <x> or the <y>|<x> or <y>]: [which|what] is <size>?", "Which [shape|thing] is <size>, the <x> or the <y>?", "Is it the <x> or the <y> that is <size>?"],
        ["@wonder which is <size>, the <x> or the <y>@end", "Between the <x> and the <y>, which one is <size>?", "The <size> one, is it the <x> or the <y>?"]),
    "number": (
        ["[What|Which] [number|digits] [is|do you see|can you see|is written|is shown|can you read|does it say|is there][| @here]?", "[Read|Please read|Can you read|Could you read] the [number|digits][| @here| to me| for me]@end", "@tell [what|which] number [is written|you see|is in the @pic|it is]@end", "@tell the number[| @here]@end",
         "What is the number[| @here]?", "[What|Which] number is [it|this|that]?", "What does [the number|it] say?", "[Name|Give me|Find|Write|Type|Say] the number[| you see| in the @pic]@end", "The number [is|is what|is which]?", "What number does the @pic show?", "What is written[| @here| there]?",
         "What do you read[| @here]?", "Which digits are [there|written|shown|in the @pic]?", "What's the number?"],
        ["@wonder which number is written@end", "Could you make out the digits?", "Which value has been written down?", "Read out what is written@end"]),
    "background": (
        ["[What|Which] colour [is|has] the background[| of the @pic]?", "What is the [background|background colour|colour of the background][| @here]?", "@tell [what|which] colour the background [is|has]@end", "@tell the [colour of the background|background colour]@end",
         "[Name|Give me|Give|Find] the [background colour|colour of the background]@end", "[Background colour|The background colour|Colour of the background]?", "How is the background coloured?", "The background [is|has] [what|which] colour?", "On [what|which] [background|colour] [is it|are they|are the shapes] [drawn|shown|placed]?",
         "What colour is behind the [shapes|things|shape]?", "In which colour is the background[| painted| drawn]?", "What colour [does the background have|do you see behind the shapes|do you see in the background]?", "What's the background colour?"],
        ["@wonder what colour the background might be@end", "Could you name the background's colour?", "Which colour fills the background?", "What lies behind the shapes, which colour?"]),
    "describe": (
        ["[Describe|Explain|Please describe|Can you describe|Could you describe] [the|this|my] @pic[| to me| for me| in a sentence]@end", "What [is|do you see|can you see|is shown|can be seen] [in|on] [the|this|my] @pic?", "What do you see[| here| there]?", "@tell what [you see|is in the @pic|the @pic shows|is there]@end",
         "What does [the|this] @pic [show|contain]?", "[What is this|What's this|What is it|What is that|What's in the @pic|What is here|What is there]?", "[List|Name] [everything|all things|all shapes|the things|what] [you see|in the @pic|that you see]@end", "[Caption|Give a caption for|Write a caption for] [this|the] @pic@end",
         "[Give me|Write] a [description|caption|summary] [of|for] [the|this] @pic@end", "[Look at|See|Here is] [the|this|my|a] @pic[. What is there?|. What do you see?|. Describe it.]", "What [shapes|things|objects] [do you see|are there|are @here]?", "What's in it?",
         "[Describe|Describe what you see|Describe it|Say what you see|Describe everything]@end"],
        ["@wonder what is shown@end", "Put the @pic into words@end", "What would you say the @pic contains?", "How would you describe what is drawn?", "Talk me through this @pic@end"]),
    "colours": (
        ["[What|Which] colours [are there|do you see|can you see|are @here|have the shapes|do the shapes have]?", "[List|Name] [the|all|all the] colours[| of the shapes| you see]@end", "@tell the colours[| of the shapes]@end", "Which colours have the [shapes|things]?", "What colours are the [shapes|things|objects]?"],
        ["@wonder which colours there are@end", "What are all the colours of the shapes?", "Name each colour of the shapes@end"]),
    "json": (
        ["[Describe|Give|Return|Write|Output] [the @pic|what you see|the shapes|everything] [as|in] [JSON|json|a JSON object]@end", "[JSON|As JSON|In JSON]: [describe the @pic|what do you see|which shapes are there]@end", "@please [answer in|reply in|return|give me|write] JSON[: what is in the @pic|: which shapes do you see| of the @pic| for this @pic]@end",
         "What [do you see|is in the @pic|is shown]? [Answer|Reply|Respond] [in|as|with] [JSON|json|a JSON object].", "[Describe|List] the [shapes|things|objects]. [Only JSON|JSON only|Answer as JSON|Use JSON|In JSON].", "@tell what you see [as|in] JSON@end", "[Make|Create|Build] [JSON|a JSON object] [from|of|for] [the|this] @pic@end"],
        ["Could I have the content of the @pic as JSON?", "Turn the @pic into JSON@end", "I need JSON for what is shown@end", "What is there? I want JSON."]),
    "json keys": (
        ["[Describe|Give|Return|Write|Output] [the @pic|the shape|it|what you see] as JSON with [the keys|the fields|keys|fields] <keys>@end", "[Return|Give me|Write|Answer with|Output] [JSON|a JSON object] with [the keys|the fields|keys|fields] <keys>[| for the @pic| of the shape]@end", "[JSON|As JSON] with [keys|fields] <keys>@end",
         "[What is it|What do you see|Describe it]? [Answer|Reply|Respond] [as|with|in] JSON with [the keys|keys] <keys>@end", "[JSON|Object] keys: <keys>. [Fill them|Describe the @pic|Describe the shape|What do you see]@end"],
        ["I need JSON for this @pic, with <keys>@end", "Which <keys>? Put it in JSON@end"]),
    "and the": (
        ["And [the|what about the|how about the|now the] <x>?", "[What about|How about] the <x>?", "The <x>?", "And [what is it for|the same for] the <x>?", "[Now|Also] the <x>@end", "And that of the <x>?", "Same question for the <x>@end"],
        ["And for the <x>?", "Then what about the <x>?"]),
    "it": (
        ["[And |][what|which] <what> is it?", "[And |][what|which] <what> [has it|does it have]?", "[And |]its <what>?", "@tell its <what>@end", "[And |]what is its <what>?", "[What|Which] <what> [is it|does it have]?"],
        ["And the <what> of it?", "Could you name its <what>?"]),
    "where it": (
        ["[And |]where is it[| located| in the @pic|]?", "[And |]where?", "@tell where it is@end", "[And |]its [place|position]?", "[And |][in|at] [what|which] [place|part of the @pic] is it?"],
        ["And where do I find it?", "Could you say where it is?"]),
}

SEVERAL = {
    "nth": (
        ["What [is|do you see|can you see|is shown] [in|on] the <n> @pic?", "[Describe|Explain] the <n> @pic@end", "@tell what is [in|on] the <n> @pic@end", "[The|And the] <n> @pic: what [is there|does it show|do you see]?", "What does the <n> @pic [show|contain]?", "[Look at|See] the <n> @pic. What do you see?",
         "Which [shapes|things] [are|do you see] in the <n> @pic?", "What's in the <n> @pic?", "[Caption|Name what is in] the <n> @pic@end"],
        ["@wonder what the <n> @pic shows@end", "Put the <n> @pic into words@end", "What would you find in the <n> @pic?"]),
    "nth colour": (
        ["[What|Which] colour [is|has] the [shape|thing|<x>|<x>] in the <n> @pic?", "What is the colour of the [shape|thing|<x>|<x>] in the <n> @pic?", "@tell the colour of the [shape|<x>] in the <n> @pic@end", "In the <n> @pic, [what|which] colour [is|has] the [shape|<x>|thing]?", "[Look at|See] the <n> @pic. What colour is the [shape|<x>]?"],
        ["@wonder which colour the shape of the <n> @pic has@end", "The <n> @pic shows a <x>: of what colour?"]),
    "nth shape": (
        ["[What|Which] shape is [in|shown in|drawn in] the <n> @pic?", "What is the shape in the <n> @pic?", "@tell [the|which] shape in the <n> @pic@end", "In the <n> @pic, [what|which] shape [is it|is there|do you see]?", "[Look at|See] the <n> @pic. [What|Which] shape is it?"],
        ["@wonder which shape the <n> @pic has@end", "The <n> @pic: which shape did they draw?"]),
    "nth count": (
        ["How many [shapes|things|objects] [are|do you see|can you see] in the <n> @pic?", "[Count|Number of] [the|] [shapes|things] in the <n> @pic@end", "@tell how many [shapes|things] are in the <n> @pic@end", "How many [shapes|things] does the <n> @pic [have|show]?", "In the <n> @pic, how many [shapes|things] [are there|do you see]?"],
        ["What number of shapes has the <n> @pic?", "@wonder how many shapes are in the <n> @pic@end"]),
    "same colour": (
        ["[Do|Have] [both|the two|the] [shapes|things|pictures|images] [have |]the same colour?", "[Are|Is] [both|the two|the] [shapes|things] [of |] the same colour?", "@tell [whether|if] [both|the two|the] [shapes|things] have the same colour@end", "Compare the colours[| of the shapes| of the two shapes]@end",
         "Is the colour [the same|equal|different][| in both| in both pictures]?", "[Same colour|The same colour][| in both| or not]?", "Are the colours [equal|different|the same]?", "Compare the two pictures: [same colour|is the colour the same|colours]?", "[Do|Does] the colour [differ|change][| between the pictures]?"],
        ["@wonder whether the two share a colour@end", "Do they agree in colour?", "Is one coloured like the other?"]),
    "same shape": (
        ["[Do|Have] [both|the two|the] [things|pictures|images] [show |have |]the same shape?", "[Are|Is] [both|the two|the] [shapes|things] the same[| shape]?", "@tell [whether|if] [both|the two|the] [pictures|images] show the same shape@end", "Compare the shapes[| in the pictures| of the two pictures]@end",
         "Is the shape [the same|equal|different][| in both| in both pictures]?", "[Same shape|The same shape][| in both| or not]?", "Are the shapes [equal|different|the same]?", "Compare the two pictures: [same shape|is the shape the same|shapes]?", "[Do|Does] the shape [differ|change][| between the pictures]?"],
        ["@wonder whether the two share a shape@end", "Do they agree in shape?", "Is one shaped like the other?"]),
    "difference": (
        ["What is [different|the difference][| between the two pictures| between the pictures| between the images| between them| here]?", "[Find|Spot|Name|Describe|Tell me] the difference[| between the pictures| between the two images]@end", "[How|In what] [do|are] [the|the two|these|both] [pictures|images] [differ|different]?", "[Compare|Please compare|Can you compare] [the|the two|these|both] [pictures|images|photos]@end",
         "What [changed|has changed|changes][| between the pictures| from the first to the second]?", "@tell [what is different|what changed|the difference|how the pictures differ]@end", "What differs[| between the two| here]?", "[Are|Do] the pictures [different|differ]? [How|In what]?", "Where is the difference?"],
        ["@wonder how the two differ@end", "What sets the two pictures apart?", "What is not alike in the pictures?", "Put the two side by side: what changed?"]),
    "which shows": (
        ["[Which|What] @pic [shows|has|contains|is] <a x>?", "In [which|what] @pic [is|do you see|can you see|is there] <a x>?", "@tell [which|in which] @pic [shows|has|contains] <a x>@end", "Where is <a x>: in [which|what] @pic?", "[Find|Name|Show] the @pic with <a x>@end", "[Which|What] @pic [is it|has it]: <a x>?", "<a x> is in [which|what] @pic?", "Which [one|of the pictures|of them] [shows|has|contains] <a x>?"],
        ["@wonder which @pic has <a x>@end", "Where should I look for <a x>, in which @pic?", "Pick the @pic that shows <a x>@end"]),
    "more": (
        ["[Which|What] @pic [has|shows|contains] [more|the most] [shapes|things|objects]?", "[Where|In which @pic] are [more|the most] [shapes|things|objects]?", "@tell [which @pic has|where there are] more [shapes|things]@end", "[Compare|Count] the [shapes|things] in [both|the two|the] pictures: [which has more|where are more]?", "Which [one|of the two|of them] [has|shows] more [shapes|things|objects]?", "More [shapes|things] in [which|what] @pic?"],
        ["@wonder which @pic has more shapes@end", "Which of the pictures is fuller?", "Pick the @pic with more objects@end"]),
    "larger number": (
        ["[Which|What] @pic [has|shows|contains] the [larger|bigger|higher|greater] number?", "[Where|In which @pic] is the [larger|bigger|higher|greater] number?", "@tell which @pic has the [larger|bigger|higher] number@end", "[Compare|Read] the numbers: [which|which @pic|where] is [larger|bigger|higher]?", "Which number is [larger|bigger|higher]?", "[Which|What] is the [larger|bigger|higher] number[| of the two]?", "Is the number [larger|bigger|higher] in the first or the second @pic?"],
        ["@wonder which number is larger@end", "Pick the @pic with the larger number@end", "Of the two numbers, which one is bigger?"]),
}

CLIP = {
    "direction": (
        ["[Which way|In which direction|In what direction|Where|Where to] [does|is] the <x> [move|moving|go|going]?", "@tell [which way|in which direction|where] the <x> [moves|goes]@end", "[What|Which] is the direction of the <x>?", "[What|Which] direction does the <x> [move|go|take]?", "[Where|Where to] [does it|does the <x>] [move|go|run]?", "The <x> [moves|goes] in [which|what] direction?", "[Name|Give|Find] the direction of the [<x>|movement]@end", "[Left, right, up or down|Up, down, left or right]: where does the <x> go?", "How does the <x> move?"],
        ["@wonder which way the <x> goes@end", "Towards which side does the <x> move?", "Where is the <x> heading?", "Follow the <x>: where does it go?"]),
    "happens": (
        ["What [happens|is happening|goes on|happened|do you see|can you see|is shown] [in|during] the [video|clip|film|movie]?", "What happens[| here| in it]?", "[Describe|Explain|Please describe|Can you describe|Summarise] [the|this|my] [video|clip|film]@end", "@tell what [happens|is happening][| in the video| in the clip]@end", "What [changes|is going on|does the video show|does the clip show|moves or changes|happens to the shapes]?",
         "[Give|Write] a [description|summary|caption] of the [video|clip]@end", "[Look at|Watch|See] the [video|clip]. What [happens|do you see|changes]?", "What is [in|on] the [video|clip]?", "What's happening[| here| in the video]?", "[Describe|Say] what happens@end", "What do you see?"],
        ["@wonder what happens@end", "Put the clip into words@end", "What goes on in this film?", "What event does the clip contain?"]),
    "moves?": (
        ["[Does|Is] [anything|something|the <x>] [move|moving]?", "@tell [whether|if] [something|anything|the <x>] moves@end", "Is there [any |a |some |]movement?", "[Does|Is] the <x> [move|moving][| in the video| in the clip]?", "[Do you see|Can you see] [the <x> move|movement|something move]?", "Does the <x> [move|stay|stand still] or [not|move]?"],
        ["@wonder whether the <x> moves@end", "Is the <x> in motion?"]),
    "start colour": (
        ["[What|Which] colour [is|has|was] the <x> [at the start|at the beginning|at first|in the beginning|first|in the first frame]?", "What is the colour of the <x> [at the start|at the beginning|at first]?", "@tell the colour of the <x> at the [start|beginning]@end", "At the [start|beginning], [what|which] colour [is|has] the <x>?", "[What|Which] colour does the <x> [start with|begin with|have at first|have at the start]?", "From [what|which] colour does the <x> [change|turn]?"],
        ["@wonder which colour the <x> had first@end", "Before it changed, what colour was the <x>?"]),
    "end colour": (
        ["[What|Which] colour [is|has] the <x> [at the end|in the end|at last|last|in the last frame|finally]?", "What is the colour of the <x> [at the end|in the end|at last]?", "@tell the colour of the <x> at the end@end", "At the end, [what|which] colour [is|has] the <x>?", "[What|Which] colour does the <x> [end with|have at last|have at the end|become|turn into|get]?", "To [what|which] colour does the <x> [change|turn]?"],
        ["@wonder which colour the <x> has in the end@end", "After it changed, what colour is the <x>?"]),
    "what appears": (
        ["[What|Which shape|Which thing] [appears|comes|shows up|comes up|is new|appeared]?", "@tell what [appears|comes|is new]@end", "[Does|Did] [something|anything] appear? What[| is it]?", "[What|Which shape] [do you see appear|appears in the video|comes into the video|is added]?"],
        ["@wonder what appears@end", "What turns up in the clip?"]),
    "what vanishes": (
        ["[What|Which shape|Which thing] [disappears|vanishes|goes away|is gone|disappeared|leaves]?", "@tell what [disappears|vanishes|goes away]@end", "[Does|Did] [something|anything] [disappear|vanish]? What[| is it]?", "[What|Which shape] [do you see disappear|disappears in the video|is removed|is gone at the end]?"],
        ["@wonder what disappears@end", "What is lost during the clip?"]),
}
