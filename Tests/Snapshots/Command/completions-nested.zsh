#compdef dazzle
# zsh completion for dazzle. Save it as _dazzle in a folder of $fpath, or: source <(dazzle completions zsh)
_dazzle() {
    local -a verbs
    verbs=(
        'bench:sample'
    )
    if (( CURRENT == 2 )); then
        _describe -t commands command verbs
        return
    fi
    local verb=${words[2]}
    shift words
    (( CURRENT-- ))
    if [[ $verb == bench ]]; then
        verbs=(
            'sample:show every kind of option'
        )
        if (( CURRENT == 2 )); then
            _describe -t commands command verbs
            return
        fi
        verb="$verb ${words[2]}"
        shift words
        (( CURRENT-- ))
    fi
    case "$verb" in
        'bench sample')
            _arguments -s \
                '--count=[How many.]:N: ' \
                '--top-share=[How much.]:X: ' \
                '--colour=[Which.]:COLOUR:(red green)' \
                '--max-length=[How long, in a unit whose explanation does not fit on one line.]:N: ' \
                '*--name=[Who.]:NAME: ' \
                '--loud[Shout.]' \
                '--cache[Remember.]' \
                '--no-cache[Remember.]' \
                '--help[Show this text.]' \
                '1:FOLDER:_files -/' \
                '*:WORD: ' ;;
    esac
}
compdef _dazzle dazzle
